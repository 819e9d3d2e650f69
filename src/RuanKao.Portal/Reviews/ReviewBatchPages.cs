using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Reviews;

/// <summary>Which cases, at which version, and that the sample was looked at.</summary>
public sealed class BatchForm
{
    public List<SeenForm> Seen { get; set; } = [];

    [Display(Name = "我已逐一看过上面抽出的照片和信息")]
    public bool Looked { get; set; }
}

public sealed class SeenForm
{
    public Guid Id { get; set; }

    public int Version { get; set; }
}

/// <summary>One of the sample, with photo and data.</summary>
public sealed record SampleCase(Registration Registration, RegistrationPaper Paper);

public sealed record BatchPage(IReadOnlyList<GreenCase> Green, IReadOnlyList<NotGreen> Others, IReadOnlyList<SampleCase> Sample, BatchForm Form);

/// <summary>What became of a batch.</summary>
public sealed record BatchDonePage(ReviewBatch Batch, int Waiting, int InForce, int Undone, IReadOnlyList<string> Dropped, DateTime? UndoUntil);
