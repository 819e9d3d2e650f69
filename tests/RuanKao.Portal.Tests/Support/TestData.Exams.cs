using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Tests.Support;

public static partial class TestData
{
    /// <summary>A round open for registration at the institution by the factory's clock: registration −5…+15 days, review to +17, payment to +18, exam in ten weeks, tickets from a week before it.</summary>
    /// <param name="qualifications">Codes; without any: two of 高级 and 中级 and one of 初级.</param>
    /// <param name="change">The last word on windows, fee and texts.</param>
    public static Task<RoundPlaceView> OpenRoundAsync(
        PortalFactory factory, string institution = "53", IReadOnlyList<string>? qualifications = null, Action<RoundInstitution>? change = null) =>
        factory.WithAsync(async services =>
        {
            var db = services.GetRequiredService<PortalContext>();
            var today = Beijing.Today(factory.Clock);
            var exam = today.AddDays(70);
            var code = ExamRound.CodeOf(exam.Year, exam.Month <= 6 ? 1 : 2);
            var round = await db.ExamRounds.SingleOrDefaultAsync(r => r.Code == code);
            if (round is null)
            {
                round = new() { State = RoundState.Published, Code = code, Year = exam.Year, Half = exam.Month <= 6 ? 1 : 2, ExamFrom = exam, ExamTo = exam.AddDays(1) };
                qualifications ??= ["SYSTEM_ARCHITECT", "PROJECT_MANAGER", "SOFTWARE_DESIGNER", "E_COMMERCE_DESIGNER", "PROGRAMMER"];
                var all = await db.Qualifications.Where(q => qualifications.Contains(q.Code)).ToListAsync();
                round.Offerings.AddRange(all.Select(q => Offering(round, q)));
                db.Add(round);
            }

            var place = new RoundInstitution
            {
                State = PlaceState.Published,
                RoundId = round.Id,
                InstitutionCode = institution,
                Registration = new(Beijing.At(today.AddDays(-5), new(9, 0)), Beijing.At(today.AddDays(15), new(17, 0))),
                ReviewUntil = Beijing.At(today.AddDays(17), new(17, 0)),
                Payment = new(Beijing.At(today.AddDays(-5), new(9, 0)), Beijing.Start(today.AddDays(19))),
                TicketPrinting = new(Beijing.At(exam.AddDays(-7), new(9, 0)), Beijing.At(exam, new(8, 30))),
                Fee = new(FeeKind.FlatByLevel, JuniorFen: 10000, IntermediateFen: 10000, SeniorFen: 15000),
                Notice = "报名时间：{报名时间}。\n缴费时间：{缴费时间}。",
                Policy = "本次考试的政策文件。",
                Pledge = "本人承诺所填信息真实。",
            };
            var prefectures = await db.Prefectures.Where(p => p.InstitutionCode == institution).OrderBy(p => p.Code).ToListAsync();
            place.Regions.AddRange(prefectures.Select(p => new ExamRegion { RoundInstitutionId = place.Id, Code = p.Code, Name = p.Name }));
            change?.Invoke(place);
            db.Add(place);
            await db.SaveChangesAsync();
            return (await services.GetRequiredService<RoundPlaces>().FindAsync(code, institution))!;
        });

    private static RoundOffering Offering(ExamRound round, Qualification qualification)
    {
        var offering = new RoundOffering { RoundId = round.Id, QualificationCode = qualification.Code };
        var senior = qualification.Level == Level.Senior;
        Sit(8, 12, senior ? "综合知识\n案例分析" : "基础知识\n应用技术");
        if (senior) Sit(14, 16, "论文");
        return offering;

        void Sit(int from, int to, string papers) => offering.Sittings.Add(new()
        {
            RoundId = round.Id, QualificationCode = qualification.Code, Day = round.ExamFrom, From = new(from, 30), To = new(to, 30), Papers = papers,
        });
    }
}
