using System.Text;

namespace RuanKao.Sandbox.Mail;

/// <summary>Reads command lines and dot-stuffed messages from one connection, byte by byte out of a buffer.</summary>
internal sealed class SmtpReader(Stream stream)
{
    private readonly byte[] buffer = new byte[8192];
    private int filled;
    private int next;

    /// <summary>One line without its end, or null when the client has gone or the line is too long.</summary>
    public async ValueTask<string?> ReadLineAsync(int limit, CancellationToken ct)
    {
        var line = new MemoryStream();
        while (true)
        {
            var value = await ReadByteAsync(ct);
            if (value < 0 || line.Length > limit)
                return null;
            if (value == '\n')
                return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
            line.WriteByte((byte)value);
        }
    }

    /// <summary>
    /// A message up to the line with the single dot, with the stuffed dots taken out (RFC 5321 4.5.2);
    /// null when it is larger than allowed (it is still read to its end).
    /// </summary>
    public async ValueTask<MemoryStream?> ReadDataAsync(int limit, CancellationToken ct)
    {
        var message = new MemoryStream();
        var line = new MemoryStream();
        var tooBig = false;
        while (true)
        {
            var value = await ReadByteAsync(ct);
            if (value < 0)
                throw new EndOfStreamException();
            if (line.Length <= limit)
                line.WriteByte((byte)value);
            if (value != '\n')
                continue;

            var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
            if (bytes.SequenceEqual(".\r\n"u8) || bytes.SequenceEqual(".\n"u8))
                break;
            tooBig |= message.Length + bytes.Length > limit;
            if (!tooBig)
                message.Write(bytes.Length > 0 && bytes[0] == '.' ? bytes[1..] : bytes);
            line.SetLength(0);
        }

        message.Position = 0;
        return tooBig ? null : message;
    }

    private async ValueTask<int> ReadByteAsync(CancellationToken ct)
    {
        if (next == filled)
        {
            (filled, next) = (await stream.ReadAsync(buffer, ct), 0);
            if (filled == 0)
                return -1;
        }

        return buffer[next++];
    }
}
