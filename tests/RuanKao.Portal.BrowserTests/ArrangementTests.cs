using System.Text;
using RuanKao.Portal.Admission;
using RuanKao.Portal.Exams;

namespace RuanKao.Portal.BrowserTests;

/// <summary>考试安排 of somebody who has a seat, at both widths, and the file for the calendar.</summary>
public class ArrangementTests(DemoHouse house)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_exam_days_are_read_and_taken_into_the_calendar(bool phone)
    {
        const string Mobile = "13800000006";
        await using var candidate = await house.CandidateAsync(Mobile, phone);
        var round = await candidate.ArchiveAsync(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(
            from ticket in db.Set<AdmissionTicket>()
            join registration in db.Set<Registrations.Registration>() on ticket.RegistrationId equals registration.Id
            join user in db.Users on registration.UserId equals user.Id
            join found in db.Set<ExamRound>() on ticket.RoundId equals found.Id
            where user.PhoneNumber == Mobile
            select found.Code));
        await candidate.GoAsync($"/exams/{round}/53/arrangement");
        await candidate.SeesAsync("在手机地图里搜索");
        await candidate.SeesAsync("打印本页");
        await candidate.LooksGoodAsync($"arrangement-{(phone ? "phone" : "desk")}");
        var file = Encoding.UTF8.GetString(await candidate.DownloadAsync($"/exams/{round}/53/arrangement.ics"));
        Assert.StartsWith("BEGIN:VCALENDAR\r\n", file);
        Assert.Contains("BEGIN:VEVENT", file);
    }
}
