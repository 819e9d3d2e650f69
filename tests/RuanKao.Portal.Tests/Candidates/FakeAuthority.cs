using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

/// <summary>An authority that answers as told and counts what it was asked.</summary>
public sealed class FakeAuthority : IRealNameGateway
{
    public RealNameVerdict Answer { get; set; } = RealNameVerdict.Match;

    public List<(string Name, string Number)> Asked { get; } = [];

    public string Name => "test";

    public Task<RealNameVerdict> VerifyAsync(string name, string number, CancellationToken ct)
    {
        Asked.Add((name, number));
        return Task.FromResult(Answer);
    }

    public Task<PortalFactory> StartAsync() => PortalFactory.StartAsync(Join);

    /// <summary>Takes the place of the authority.</summary>
    public void Join(IServiceCollection services)
    {
        services.RemoveAll<IRealNameGateway>();
        services.AddSingleton<IRealNameGateway>(this);
    }
}
