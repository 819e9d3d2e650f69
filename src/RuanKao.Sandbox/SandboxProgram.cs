using Microsoft.AspNetCore.Connections;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Sandbox;

/// <summary>Starts the sandbox and the demo portal, says where they are, and runs until told to stop (Ctrl+C or SIGTERM).</summary>
public static class SandboxProgram
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            await RunAsync(args);
            return 0;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine($"""
                端口已被占用，可能已经启动了一个。请先停止它，或换端口：--port=5081 --sandbox-port=5091 --mail-port=5026
                A port is taken; stop the other one or choose other ports. {taken.Message}
                """);
            return 1;
        }
    }

    private static async Task RunAsync(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        Console.WriteLine("正在准备数据库和演示数据 Preparing the database and the demo …");
        await using var demo = await DemoHost.StartAsync(new DemoOptions
        {
            DataFolder = Path.GetFullPath(settings["data"] ?? Path.Combine(DemoHost.Checkout(), "data")),
            PortalPort = settings.GetValue("port", 5080),
            SandboxPort = settings.GetValue("sandbox-port", 5090),
            MailPort = settings.GetValue("mail-port", 5025),
        });
        Console.WriteLine($"""

            报名门户 Portal    {demo.PortalAddress}
            外部沙箱 Sandbox   {demo.Sandbox.Address}   短信与邮件 {new Uri(demo.Sandbox.Address, "inbox")}

            演示账号，密码均为 {DemoPeople.Password}；工作人员登录第二步的口令见 {new Uri(demo.Sandbox.Address, "authenticator")}
            {string.Join("\n", DemoPeople.Accounts.Select(a => $"  {a.SignIn,-24} {a.Who}"))}

            已就绪 Ready. Ctrl+C 停止。
            """);
        await demo.WaitForShutdownAsync();
    }
}
