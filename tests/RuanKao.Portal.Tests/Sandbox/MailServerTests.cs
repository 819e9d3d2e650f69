using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using RuanKao.Sandbox.Inbox;
using Xunit;

namespace RuanKao.Portal.Tests.Sandbox;

public sealed class MailServerTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Fact]
    public async Task A_mail_with_a_Chinese_subject_and_lines_of_dots_arrives_as_written()
    {
        const string text = "第一行\n.\n..两点\n.一点开头\n结尾";
        await SendAsync("dots@example.com", "【软考】验证码：请查收䶮𠮷", text);

        var mail = await sandbox.Host.Inbox.WaitForAsync("dots@example.com", ct: Token);

        Assert.Equal(SandboxInbox.Mail, mail.Kind);
        Assert.Equal("【软考】验证码：请查收䶮𠮷", mail.Subject);
        Assert.Equal(text, mail.Text.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", sandbox.Host.SmtpPort, SecureSocketOptions.None, Token);

        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(sandbox.Settings["Mail:User"]!, "wrong", Token));
    }

    [Fact]
    public async Task A_mail_without_receiver_is_refused()
    {
        Assert.Equal(["250", "503", "221"], await TalkAsync("EHLO a", "DATA", "QUIT"));
    }

    [Fact]
    public async Task A_reset_forgets_the_sender()
    {
        Assert.Equal(["250", "250", "250", "503", "221"],
            await TalkAsync("EHLO a", "MAIL FROM:<a@example.com>", "RSET", "RCPT TO:<b@example.com>", "QUIT"));
    }

    [Fact]
    public async Task The_inbox_is_readable_as_page_and_as_JSON()
    {
        await SendAsync("reader@example.com", "链接", "请打开 http://127.0.0.1/x?a=1&b=2 <b>");

        var page = await sandbox.Browser.GetStringAsync("/inbox?to=reader@example.com", Token);
        var json = JsonDocument.Parse(await sandbox.Browser.GetStringAsync("/inbox.json?to=reader@example.com", Token));

        Assert.Contains("<a href=\"http://127.0.0.1/x?a=1&amp;b=2\">", page);
        Assert.Contains("&lt;b&gt;", page);
        Assert.Equal("链接", json.RootElement[0].GetProperty("subject").GetString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task SendAsync(string to, string subject, string text)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", sandbox.Host.SmtpPort, SecureSocketOptions.None, Token);
        await client.AuthenticateAsync(sandbox.Settings["Mail:User"]!, sandbox.Settings["Mail:Password"]!, Token);
        var mail = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text, ContentTransferEncoding = ContentEncoding.EightBit } };
        mail.From.Add(MailboxAddress.Parse(sandbox.Settings["Mail:From"]!));
        mail.To.Add(MailboxAddress.Parse(to));
        await client.SendAsync(mail, Token);
        await client.DisconnectAsync(true, Token);
    }

    /// <summary>The last reply code to each line.</summary>
    private async Task<List<string>> TalkAsync(params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", sandbox.Host.SmtpPort, Token);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync(Token);
        var codes = new List<string>();
        foreach (var line in lines)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), Token);
            string answer;
            do
                answer = (await reader.ReadLineAsync(Token))!;
            while (answer[3] == '-');
            codes.Add(answer[..3]);
        }

        return codes;
    }
}
