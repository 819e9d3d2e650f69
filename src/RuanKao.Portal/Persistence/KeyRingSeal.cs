using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace RuanKao.Portal.Persistence;

/// <summary>Seals the keys that protect cookies before they reach the database, so that who reads the table alone can forge no session. Keys of before still open.</summary>
public sealed class KeyRingSeal(PersonalDataSeal seal) : IXmlEncryptor
{
    private const string Sealed = "sealedKey";
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement(Sealed, seal.Seal(plaintextElement.ToString(SaveOptions.DisableFormatting))), typeof(KeyRingOpener));

    internal static XElement Open(XElement element, PersonalDataSeal seal) => XElement.Parse(seal.Open(element.Value));

    /// <summary>The row's XML with its key sealed by the active key; the same where it is so already, null where no listed key opens it.</summary>
    public static string? Anew(string xml, PersonalDataSeal seal)
    {
        var row = XElement.Parse(xml);
        try
        {
            var old = row.Descendants(Sealed).ToList();
            foreach (var key in old.Where(key => !key.Value.StartsWith(seal.ActivePrefix, StringComparison.Ordinal))) key.Value = seal.Seal(seal.Open(key.Value));
            // Rows from before there was a seal.
            foreach (var plain in row.Descendants("masterKey").ToList()) plain.ReplaceWith(new XElement(Framework + "encryptedSecret",
                new XAttribute("decryptorType", typeof(KeyRingOpener).AssemblyQualifiedName!), new XElement(Sealed, seal.Seal(plain.ToString(SaveOptions.DisableFormatting)))));
            return row.ToString(SaveOptions.DisableFormatting);
        }
        catch (CryptographicException) { return null; }
    }
}

/// <summary>Opens what <see cref="KeyRingSeal"/> sealed; the framework makes it by the type's name, which stands in every row.</summary>
public sealed class KeyRingOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => KeyRingSeal.Open(encryptedElement, services.GetRequiredService<PersonalDataSeal>());
}
