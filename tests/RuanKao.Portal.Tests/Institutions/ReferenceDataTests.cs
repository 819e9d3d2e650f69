using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Institutions;

public class ReferenceDataTests
{
    [Fact]
    public async Task A_new_database_knows_the_35_institutions()
    {
        await using var factory = await PortalFactory.StartAsync();
        var all = await Read(factory, db => db.Institutions.OrderBy(i => i.Order));
        Assert.Equal(35, all.Count);
        Assert.All(all, i => Assert.Matches("^[0-9]{2}$", i.Code));
        Assert.Equal(["北京", "天津"], all.Take(2).Select(i => i.Name));
        Assert.Equal("香港", all[^1].Name);
        Assert.Equal(["26", "38", "66"], all.Where(i => i.Name is "大连" or "宁波" or "新疆兵团").Select(i => i.Code));
        var yunnan = all.Single(i => i.Code == InstitutionList.Yunnan);
        Assert.Equal("云南省信息技术发展中心", yunnan.Operator);
        Assert.Equal(["0871-64312910 转 835、836", "0871-63626248", "0871-63617131"], yunnan.TelephoneList);
    }

    [Fact]
    public async Task Every_institution_has_a_place_to_register_in()
    {
        await using var factory = await PortalFactory.StartAsync();
        var places = await Read(factory, db => db.Prefectures);
        var byInstitution = places.ToLookup(p => p.InstitutionCode, p => p.Name);
        Assert.Equal(35, byInstitution.Count);
        Assert.Equal(16, byInstitution["53"].Count());
        Assert.Contains("丽江市", byInstitution["53"]);
        Assert.Equal(["大连市"], byInstitution["26"]);
        Assert.Equal(["宁波市"], byInstitution["38"]);
        Assert.DoesNotContain("宁波市", byInstitution["33"]);
        Assert.Contains("石河子市", byInstitution["66"]);
        Assert.Equal(["北京市"], byInstitution["11"]);
        Assert.DoesNotContain(places, p => p.Name.Contains("直辖县级", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_database_knows_the_27_qualifications_and_their_papers()
    {
        await using var factory = await PortalFactory.StartAsync();
        var all = await Read(factory, db => db.Qualifications);
        Assert.Equal((5, 15, 7), (Count(Level.Senior), Count(Level.Intermediate), Count(Level.Junior)));
        Assert.Equal(27, all.Select(q => q.Name).Distinct().Count());
        Assert.All(all, q => Assert.Equal(q.Level == Level.Senior ? ["综合知识", "案例分析", "论文"] : ["基础知识", "应用技术"], q.PaperList));

        int Count(Level level) => all.Count(q => q.Level == level);
    }

    [Fact]
    public async Task Applying_it_again_keeps_what_an_administrator_changed()
    {
        await using var factory = await PortalFactory.StartAsync();
        await factory.WithAsync(async place =>
        {
            var db = place.GetRequiredService<PortalContext>();
            (await db.Institutions.SingleAsync(i => i.Code == "11")).Telephones = "010-00000000";
            await db.SaveChangesAsync();
        });
        await factory.WithAsync(place => PortalApplication.ApplyReferenceDataAsync(place));
        var all = await Read(factory, db => db.Institutions);
        Assert.Equal(35, all.Count);
        Assert.Equal("010-00000000", all.Single(i => i.Code == "11").Telephones);
    }

    private static Task<List<T>> Read<T>(PortalFactory factory, Func<PortalContext, IQueryable<T>> rows) where T : class =>
        factory.WithAsync(place => rows(place.GetRequiredService<PortalContext>()).AsNoTracking().ToListAsync());
}
