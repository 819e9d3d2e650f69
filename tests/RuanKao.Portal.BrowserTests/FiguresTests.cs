using Microsoft.Playwright;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Registrations;
using RuanKao.Portal.Registrations.Figures;
using RuanKao.Sandbox.Demo;

namespace RuanKao.Portal.BrowserTests;

/// <summary>报名统计 of a full month at every width, on paper, and without scripts.</summary>
public class FiguresTests(DemoHouse house)
{
    private const string Round = "2019-1";

    [Fact]
    public async Task The_figures_of_a_month_are_read_on_a_phone_at_a_desk_and_on_paper()
    {
        await WriteAsync();
        foreach (var phone in new[] { true, false })
        {
            await using var office = await house.PersonAsync(phone, javaScript: phone);
            await office.SignInAsync(DemoPeople.Office);
            await office.GoAsync($"/desk/figures?round={Round}");
            await office.SeesHeadingAsync("报名统计");
            if (phone) await office.LooksGoodAsync("figures-phone");
            else
            {
                await office.PictureAsync("figures-desk");
                await office.Page.EmulateMediaAsync(new() { Media = Media.Print, ForcedColors = ForcedColors.None });
                await office.Page.SetViewportSizeAsync(680, 960);
                await office.PictureAsync("figures-print");
            }
            // Letters keep their size: nothing is scaled down with the picture.
            var smallest = phone ? await office.Page.EvaluateAsync<double>("Math.min(...[...document.querySelectorAll('svg.chart text')].map(t => t.getBoundingClientRect().height))") : 14;
            Assert.True(smallest >= 14, $"{smallest} px");
        }
    }

    // A month at once, straight into the tallies of a round long over; nothing else of the demo looks at it.
    private async Task WriteAsync()
    {
        await using var person = await house.PersonAsync();
        await person.ArchiveAsync(async db =>
        {
            var round = new ExamRound { State = RoundState.Published, Code = Round, Year = 2019, Half = 1, ExamFrom = new(2019, 5, 25), ExamTo = new(2019, 5, 26) };
            db.Add(round);
            db.Add(new RoundInstitution { State = PlaceState.Published, RoundId = round.Id, InstitutionCode = DemoPeople.Institution, Fee = new(FeeKind.Free) });
            for (var day = 0; day < 30; day++)
            {
                var n = 40 + day * 37 % 90;
                foreach (var (mark, count) in new[] { (FigureMarks.First, n), ("Submit", n + 9), ("Approve", n * 7 / 9), ("Return", n / 8), ("Settle", n * 6 / 9), ("Cancel", n / 30), (FigureMarks.Arrived, n + 6), (FigureMarks.Left, n * 8 / 9) })
                    Add(FigureDimension.Day, FigureMarks.Key(new DateOnly(2019, 3, 11).AddDays(day)), mark, count);
            }
            var (at, prefectures, qualifications) = (0, db.Set<Institutions.Prefecture>().Where(p => p.InstitutionCode == DemoPeople.Institution).Select(p => p.Code).ToList(), db.Set<Qualification>().Select(q => q.Code).ToList());
            foreach (var (dimension, keys) in new[] { (FigureDimension.Prefecture, prefectures), (FigureDimension.Qualification, qualifications) })
                foreach (var key in keys)
                    foreach (var (state, share) in new[] { (RegistrationState.Submitted, 3), (RegistrationState.Returned, 2), (RegistrationState.Approved, 5), (RegistrationState.Paid, 17), (RegistrationState.Cancelled, 1) })
                        Add(dimension, key, state.ToString(), 1 + (at += 13) * share % (40 * share));
            Add(FigureDimension.WaitingSince, "2019-04-08", FigureMarks.Waiting, 41);
            Add(FigureDimension.WaitingSince, "2019-04-09", FigureMarks.Waiting, 260);
            return await db.SaveChangesAsync();

            void Add(FigureDimension dimension, string key, string mark, int count) => db.Add(FigureTally.Of(new(round.Id, DemoPeople.Institution, dimension, key, mark), count));
        });
    }
}
