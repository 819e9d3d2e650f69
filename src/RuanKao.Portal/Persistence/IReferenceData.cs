namespace RuanKao.Portal.Persistence;

/// <summary>Data that every installation needs (institutions, qualifications): applied after each migration, adding what is missing and changing nothing that is there.</summary>
public interface IReferenceData
{
    /// <summary>Lower first: rows that others point at.</summary>
    int Order { get; }

    Task ApplyAsync(PortalContext db, CancellationToken ct);
}
