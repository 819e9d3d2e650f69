using System.Globalization;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Exams;

public enum FeeKind { Unpublished, Free, FlatByLevel, PerPaper }

/// <summary>How an institution charges (domain facts 2.5): flat by level, or a base plus so much a paper; per-qualification exceptions win. Amounts in fen.</summary>
/// <param name="Exceptions">CODE=fen, separated by blanks.</param>
/// <param name="ApprovalDocument">The price authority's document (实施办法 art. 13); null where not found.</param>
/// <param name="ValidFrom">The first Beijing day on which the document holds; null where it names none.</param>
/// <param name="ValidUntil">The last one; null where it names none.</param>
public sealed record FeeRule(
    FeeKind Kind, int BaseFen = 0, int JuniorFen = 0, int IntermediateFen = 0, int SeniorFen = 0,
    string Exceptions = "", string? ApprovalDocument = null, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null)
{
    public const int ExceptionsLength = 1000;
    public const int ApprovalDocumentLength = 200;

    /// <summary>The qualifications that cost something else.</summary>
    public IEnumerable<(string Code, int Fen)> ExceptionList => Exceptions.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(e => e.Split('=')).Where(e => e.Length == 2).Select(e => (e[0], int.Parse(e[1], CultureInfo.InvariantCulture)));

    /// <summary>Whether something may be charged by it on a Beijing day; what is free needs no document.</summary>
    public bool HoldsOn(DateOnly day) => Kind == FeeKind.Free || !(day < ValidFrom || day > ValidUntil);

    /// <summary>Why a fee cannot be charged between two instants (UTC, the second one no more included), in the office's words; null where it can.</summary>
    public string? WhyNot(DateTime from, DateTime to) =>
        !HoldsOn(Beijing.Day(from)) ? $"收费依据{Validity()}，{Beijing.Day(from):yyyy-MM-dd} 不在有效期内，不能收费"
        : !HoldsOn(Beijing.Day(to.AddTicks(-1))) ? $"收费依据{Validity()}，缴费要到 {Beijing.Deadline(to)} 才截止，超出了有效期"
        : null;

    /// <summary>有效期 2024-01-01 至 2026-12-31; empty where the document names no days.</summary>
    public string Validity() => (ValidFrom, ValidUntil) switch
    {
        ({ } from, { } until) => $"有效期 {from:yyyy-MM-dd} 至 {until:yyyy-MM-dd}",
        ({ } from, null) => $"自 {from:yyyy-MM-dd} 起有效",
        (null, { } until) => $"有效期至 {until:yyyy-MM-dd}",
        _ => "",
    };

    /// <summary>What one registration for this qualification costs in fen; null while the fee is not published.</summary>
    public int? AmountFen(Qualification qualification)
    {
        if (Kind == FeeKind.Unpublished) return null;
        if (Kind == FeeKind.Free) return 0;
        foreach (var (code, fen) in ExceptionList)
            if (code == qualification.Code) return fen;
        var byLevel = qualification.Level switch { Level.Junior => JuniorFen, Level.Intermediate => IntermediateFen, _ => SeniorFen };
        return BaseFen + (Kind == FeeKind.PerPaper ? byLevel * qualification.PaperList.Count : byLevel);
    }
}
