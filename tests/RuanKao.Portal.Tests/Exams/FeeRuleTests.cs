using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Exams;

public class FeeRuleTests
{
    private static readonly IReadOnlyList<Qualification> All = QualificationList.All();
    private static readonly Qualification Senior = All.First(q => q.Level == Level.Senior);
    private static readonly Qualification Intermediate = All.First(q => q.Level == Level.Intermediate);
    private static readonly Qualification Junior = All.First(q => q.Level == Level.Junior);

    [Fact]
    public void A_flat_fee_goes_by_level_whatever_the_papers()
    {
        var yunnan = new FeeRule(FeeKind.FlatByLevel, JuniorFen: 10000, IntermediateFen: 10000, SeniorFen: 15000);
        Assert.Equal((10000, 10000, 15000), (yunnan.AmountFen(Junior), yunnan.AmountFen(Intermediate), yunnan.AmountFen(Senior)));
        Assert.Equal(("100.00 元", "150.00 元"), (yunnan.Words(Junior), yunnan.Words(Senior)));
    }

    [Fact]
    public void A_fee_by_paper_counts_three_papers_at_the_highest_level_and_two_below()
    {
        var guangdong = new FeeRule(FeeKind.PerPaper, JuniorFen: 7300, IntermediateFen: 7300, SeniorFen: 7300);
        Assert.Equal((14600, 14600, 21900), (guangdong.AmountFen(Junior), guangdong.AmountFen(Intermediate), guangdong.AmountFen(Senior)));
    }

    [Fact]
    public void A_registration_fee_is_added_once()
    {
        var hebei = new FeeRule(FeeKind.PerPaper, BaseFen: 1000, JuniorFen: 7300, IntermediateFen: 7300, SeniorFen: 7300);
        Assert.Equal(1000 + 2 * 7300, hebei.AmountFen(Junior));
        Assert.Equal(1000 + 3 * 7300, hebei.AmountFen(Senior));
    }

    [Fact]
    public void An_exception_wins_for_its_own_qualification_only()
    {
        var hubei = new FeeRule(FeeKind.FlatByLevel, JuniorFen: 20000, IntermediateFen: 20000, SeniorFen: 30000,
            Exceptions: "INFORMATION_PROCESSING_TECHNICIAN=17000 PROGRAMMER=0");
        Assert.Equal(17000, hubei.AmountFen(All.Single(q => q.Name == "信息处理技术员")));
        Assert.Equal(0, hubei.AmountFen(All.Single(q => q.Name == "程序员")));
        Assert.Equal("不收费", hubei.Words(All.Single(q => q.Name == "程序员")));
        Assert.Equal(20000, hubei.AmountFen(All.Single(q => q.Name == "网络管理员")));
    }

    [Fact]
    public void An_approval_holds_from_its_first_day_to_its_last()
    {
        var fee = new FeeRule(FeeKind.FlatByLevel, JuniorFen: 1, ApprovalDocument: "云发改收费〔2029〕1号", ValidFrom: new(2029, 1, 1), ValidUntil: new(2031, 12, 31));
        DateOnly[] days = [new(2028, 12, 31), new(2029, 1, 1), new(2031, 12, 31), new(2032, 1, 1)];
        Assert.Equal([false, true, true, false], days.Select(day => fee.HoldsOn(day)));
        Assert.Equal("云发改收费〔2029〕1号（有效期 2029-01-01 至 2031-12-31）", fee.Basis());
        Assert.Equal("云发改收费〔2029〕1号（自 2029-01-01 起有效）", (fee with { ValidUntil = null }).Basis());
        Assert.Equal("未公布（有效期至 2031-12-31）", (fee with { ValidFrom = null, ApprovalDocument = null }).Basis());
        Assert.Equal("未公布", new FeeRule(FeeKind.Free).Basis());
        Assert.True(new FeeRule(FeeKind.FlatByLevel).HoldsOn(new(1999, 1, 1)));
        Assert.True(new FeeRule(FeeKind.Free, ValidUntil: new(2020, 1, 1)).HoldsOn(new(2031, 1, 1)));
    }

    [Fact]
    public void What_is_paid_until_midnight_of_the_last_day_is_paid_in_time()
    {
        var fee = new FeeRule(FeeKind.FlatByLevel, ValidUntil: new(2031, 12, 31));
        Assert.Null(fee.WhyNot(Beijing.At(2031, 12, 1), Beijing.At(2032, 1, 1)));
        Assert.Contains("超出了有效期", fee.WhyNot(Beijing.At(2031, 12, 1), Beijing.At(2032, 1, 1, 0, 1)));
        Assert.Contains("2032-01-01 不在有效期内", fee.WhyNot(Beijing.At(2032, 1, 1), Beijing.At(2032, 1, 2)));
    }

    [Fact]
    public void Free_is_zero_and_unpublished_is_not_zero()
    {
        Assert.Equal(0, new FeeRule(FeeKind.Free).AmountFen(Senior));
        Assert.Null(new FeeRule(FeeKind.Unpublished, SeniorFen: 15000).AmountFen(Senior));
        Assert.Equal("未公布", new FeeRule(FeeKind.Unpublished).Words(Senior));
    }
}
