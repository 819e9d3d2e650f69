using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Registrations;

namespace RuanKao.Portal.Admission;

/// <summary>准考证 as a person's data.</summary>
public sealed class TicketHoldings(PortalContext db, TicketService tickets, TicketPaper paper, TimeProvider clock) : IPersonalDataSource
{
    public string Title => "准考证";

    public int Order => 60;

    public IReadOnlyList<DataKind> Kinds { get; } = [new("准考证号、考点、考场、座位", "安排考试，成绩和证书对应到考试", RetentionWords.ExamRecord)];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        var mine = db.Registrations.Where(r => r.UserId == userId).Select(r => r.Id);
        foreach (var ticket in await db.AdmissionTickets.AsNoTracking().Include(t => t.Room.Site).Where(t => mine.Contains(t.RegistrationId)).OrderBy(t => t.IssuedAt).ToListAsync(ct))
            export.Add("准考证", ("准考证号", ticket.Number), ("考点", ticket.Room.Site.Name), ("地址", ticket.Room.Site.Address), ("考场", ticket.Room.Number), ("座位", ticket.Seat), ("编排时间", ticket.IssuedAt));
        // The paper too, as soon as its owner may print it.
        foreach (var at in await db.Registrations.Where(r => r.UserId == userId).Join(db.ExamRounds, r => r.RoundId, round => round.Id, (r, round) => new { round.Code, r.InstitutionCode }).Distinct().ToListAsync(ct))
            if (await tickets.StandingAsync(userId, at.Code, at.InstitutionCode, ct) is { ShowsArrangement: true } standing && await tickets.FactsAsync(standing, ct) is var facts)
                export.AddFile($"准考证/准考证-{facts.Number}.pdf", paper.Print(facts, clock.Now()).Bytes);
    }

    public async Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct)
    {
        var mine = db.Registrations.Where(r => r.UserId == userId).Select(r => r.Id);
        return await db.AdmissionTickets.AnyAsync(t => mine.Contains(t.RegistrationId), ct) ? [new("准考证号、考点、考场、座位", "考试档案", RetentionWords.ExamRecord)] : [];
    }

    public Task EraseAsync(Guid userId, Operation operation, CancellationToken ct) => Task.CompletedTask;
}
