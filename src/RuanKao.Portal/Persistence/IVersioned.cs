namespace RuanKao.Portal.Persistence;

/// <summary>A row with a concurrency token that both databases understand; the context raises it on every save.</summary>
public interface IVersioned
{
    int Version { get; }
}
