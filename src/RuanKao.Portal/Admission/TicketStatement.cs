using System.Security.Cryptography;
using System.Text;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Admission;

/// <summary>What the code on a ticket states: who sits where in which round, which version of the seat that is, and by which key it is signed.</summary>
/// <remarks>Its text keeps to the 45 signs of the alphanumeric mode of QR codes, so that with its signature it fits version 8 at a quarter of redundancy.</remarks>
public sealed record TicketStatement(string Number, string RoundCode, string SiteCode, string RoomNumber, int Seat, int SeatVersion, string KeyName)
{
    public const string Form = "RK2";

    /// <summary>What is signed.</summary>
    public string Body => string.Join('/', Form, Number, RoundCode, SiteCode, Narrow(RoomNumber), Seat, SeatVersion, KeyName);

    /// <summary>The body and its signature (ECDSA P-256, SHA-256, r and s of 32 bytes each) in Base32.</summary>
    public string SignedBy(ECDsa key) => $"{Body}/{Base32.Of(key.SignData(Encoding.ASCII.GetBytes(Body), HashAlgorithmName.SHA256))}";

    // Room numbers are mostly digits; whatever else somebody calls a room travels as %XX.
    private static string Narrow(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(part =>
        part is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'Z') or (byte)'-' ? ((char)part).ToString() : $"%{part:X2}"));
}
