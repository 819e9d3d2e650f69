using RuanKao.Sandbox.Demo;

namespace RuanKao.Sandbox;

/// <summary>Starts the sandbox and the demo portal, says where they are, and runs until told to stop (Ctrl+C or SIGTERM).</summary>
public static class SandboxProgram
{
    public static async Task Main(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        Console.WriteLine("正在准备数据库和演示数据 Preparing the database and the demo …");
        await using var demo = await DemoHost.StartAsync(new DemoOptions
        {
            DataFolder = Path.GetFullPath(settings["data"] ?? "data"),
            PortalPort = settings.GetValue("port", 5080),
            SandboxPort = settings.GetValue("sandbox-port", 5090),
            MailPort = settings.GetValue("mail-port", 5025),
        });
        Console.WriteLine($"""

            报名门户 Portal    {demo.PortalAddress}
            外部沙箱 Sandbox   {demo.Sandbox.Address}   短信与邮件 {new Uri(demo.Sandbox.Address, "inbox")}

            演示账号，密码均为 {DemoPeople.Password}
            {string.Join("\n", DemoPeople.Accounts.Select(a => $"  {a.SignIn,-24} {a.Who}"))}

            已就绪 Ready. Ctrl+C 停止。
            """);
        await demo.WaitForShutdownAsync();
    }
}
