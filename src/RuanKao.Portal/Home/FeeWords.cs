using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Home;

/// <summary>An institution's fee rule in a sentence.</summary>
public static class FeeWords
{
    public static string Of(FeeRule? fee) => fee switch
    {
        null or { Kind: FeeKind.Unpublished } => "审核通过后，在缴费截止前支付考试费。",
        { Kind: FeeKind.Free } => "本考区不收考试费，审核通过即报名成功。",
        { Kind: FeeKind.PerPaper } => "审核通过后，按报考科目数支付考试费。",
        var f when f.JuniorFen == f.IntermediateFen => $"初级、中级 {Yuan(f, f.JuniorFen)} 元，高级 {Yuan(f, f.SeniorFen)} 元，支付宝或微信支付。",
        var f => $"初级 {Yuan(f, f.JuniorFen)} 元，中级 {Yuan(f, f.IntermediateFen)} 元，高级 {Yuan(f, f.SeniorFen)} 元，支付宝或微信支付。",
    };

    private static string Yuan(FeeRule fee, int fen) => Money.Yuan(fee.BaseFen + fen);
}
