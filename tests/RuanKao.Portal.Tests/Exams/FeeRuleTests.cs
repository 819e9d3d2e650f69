using RuanKao.Portal.Exams;

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
    public void Free_is_zero_and_unpublished_is_not_zero()
    {
        Assert.Equal(0, new FeeRule(FeeKind.Free).AmountFen(Senior));
        Assert.Null(new FeeRule(FeeKind.Unpublished, SeniorFen: 15000).AmountFen(Senior));
        Assert.Equal("未公布", new FeeRule(FeeKind.Unpublished).Words(Senior));
    }
}
