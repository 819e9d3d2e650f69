using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Accounts;

/// <summary>The tab 人员 of those who appoint.</summary>
public sealed class StaffDeskMenu : IDeskMenuContributor
{
    public Task<IReadOnlyList<DeskMenuItem>> ItemsAsync(ClaimsPrincipal person, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DeskMenuItem>>(AppointmentRules.Given(person.Appointments()).Count > 0 ? [new(80, "人员", "staff")] : []);
}

/// <summary>For the operator of a new installation: a link with which the first system administrator opens the account.</summary>
public static class InviteAdministratorCommand
{
    public const string Verb = "invite-administrator";
    public const string Another = "--another";

    private const string Usage = $"""
        用法 Usage: {Verb} ADDRESS NAME [{Another}]
          ADDRESS  邮箱或手机号，以后用它登录 an e-mail address or mobile number to sign in with
          NAME     姓名 the person's name
          {Another}  已有系统管理员时再邀请一位 invite one more where there is a system administrator already
        """;

    /// <returns>The exit code: 0 invited, 1 refused, 2 wrong usage.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, TextWriter output)
    {
        var another = args.Contains(Another);
        if (args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray() is not [var typed, var name] || name.Trim().Length == 0)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }
        if (ContactAddress.Parse(typed, out var fault) is not { } address)
        {
            await output.WriteLineAsync(fault);
            return 2;
        }
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<Invitations>().InviteFirstAsync(address, name.Trim(), another, default) is not { } link)
        {
            await output.WriteLineAsync($"已有系统管理员，没有发出邀请。确需再邀请一位时，加上 {Another}。There is a system administrator already; add {Another} to invite one more.");
            return 1;
        }
        await output.WriteLineAsync($"""
            请把下面的链接交给 {name.Trim()}，只能使用一次，{StaffInvitation.Life.TotalHours} 小时内有效。Hand this link over; it opens once, within {StaffInvitation.Life.TotalHours} hours.
            {link}
            """);
        return 0;
    }
}
