using System.Globalization;

namespace RuanKao.Portal.Exams;

public enum FeeKind { Unpublished, Free, FlatByLevel, PerPaper }

/// <summary>How an institution charges (domain facts 2.5): flat by level, or a base plus so much a paper; per-qualification exceptions win. Amounts in fen.</summary>
/// <param name="Exceptions">CODE=fen, separated by blanks.</param>
/// <param name="ApprovalDocument">The price authority's document (实施办法 art. 13); null where not found.</param>
public sealed record FeeRule(
    FeeKind Kind, int BaseFen = 0, int JuniorFen = 0, int IntermediateFen = 0, int SeniorFen = 0,
    string Exceptions = "", string? ApprovalDocument = null)
{
    public const int ExceptionsLength = 1000;
    public const int ApprovalDocumentLength = 200;

    /// <summary>What one registration for this qualification costs in fen; null while the fee is not published.</summary>
    public int? AmountFen(Qualification qualification)
    {
        if (Kind == FeeKind.Unpublished) return null;
        if (Kind == FeeKind.Free) return 0;
        foreach (var exception in Exceptions.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (exception.Split('=') is [var code, var fen] && code == qualification.Code) return int.Parse(fen, CultureInfo.InvariantCulture);
        var byLevel = qualification.Level switch { Level.Junior => JuniorFen, Level.Intermediate => IntermediateFen, _ => SeniorFen };
        return BaseFen + (Kind == FeeKind.PerPaper ? byLevel * qualification.PaperList.Count : byLevel);
    }
}
