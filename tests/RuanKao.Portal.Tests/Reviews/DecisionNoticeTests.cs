using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Reviews;

/// <summary>Until when the message about a decision helps: as long as its reader can still do what it asks for.</summary>
public class DecisionNoticeTests
{
    [Theory]
    [InlineData("approve", NoticeTemplates.RegistrationApproved)]
    [InlineData("return", NoticeTemplates.RegistrationReturned)]
    public async Task A_message_about_something_to_do_ends_with_the_time_to_do_it(string verb, string template)
    {
        await using var factory = await PortalFactory.StartAsync();
        var made = await TestData.SubmittedAsync(factory);
        await (await Desk.ReviewerAsync(factory)).DecideAsync(made, verb, "请写全称");
        var place = await Desk.ReadAsync(factory, db => db.RoundInstitutions.AsNoTracking().SingleAsync(p => p.RoundId == made.RoundId && p.InstitutionCode == made.InstitutionCode));
        var end = verb == "approve" ? place.Payment.To : place.Registration.To;
        Assert.NotNull(end);
        Assert.Equal([end], await Desk.ReadAsync(factory, db => db.OutboxMessages.Where(m => m.Template == template).Select(m => m.UsefulUntil).Distinct().ToListAsync()));
    }
}
