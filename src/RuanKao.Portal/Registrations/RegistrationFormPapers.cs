using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Documents;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Institutions;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;

namespace RuanKao.Portal.Registrations;

/// <summary>打印报名表: who may, from when, and the paper itself.</summary>
public sealed class RegistrationFormPapers(PortalContext db, RegistrationPapers papers, PhotoService photos, RegistrationFormPaper paper, TimeProvider clock)
{
    /// <summary>Why there is no paper, and from when there will be; null when there is one.</summary>
    public static string? WhyNot(Registration registration, RoundInstitution place) => registration.State switch
    {
        RegistrationState.Paid => null,
        RegistrationState.Approved => $"缴费成功后即可打印报名表。缴费时间：{place.Payment}（北京时间）。",
        RegistrationState.Lapsed => "您的报名因逾期未缴费已失效，没有报名表可以打印。缴费时间如有延长，系统会通知您，缴费成功后即可打印。",
        _ when registration.IsEnded => $"您的报名现在是“{registration.Words.ForCandidate}”，没有报名表可以打印。",
        _ => $"报名表在审核通过并缴费成功后才能打印，缴费时间：{place.Payment}（北京时间）。您的报名现在是“{registration.Words.ForCandidate}”。",
    };

    public async Task<PdfFile> PrintAsync(Registration registration, CancellationToken ct)
    {
        if (registration.State != RegistrationState.Paid) throw new InvalidOperationException("A registration form is printed after payment.");
        var round = await db.ExamRounds.AsNoTracking().SingleAsync(r => r.Id == registration.RoundId, ct);
        var institution = await db.Institutions.AsNoTracking().SingleAsync(i => i.Code == registration.InstitutionCode, ct);
        var written = await papers.OfAsync(registration, Beijing.Today(clock), whole: true, ct);
        return paper.Print(new()
        {
            RoundName = round.Name, Number = registration.Number!, SystemCode = registration.SystemCode!, Name = written.Name, Groups = written.Groups,
            Photo = registration.PhotoId is { } photo ? await photos.ProcessedAsync(photo, ct) : null,
            State = registration.Words.ForCandidate, PaidAt = registration.PaidAt!.Value, Operator = institution.Operator,
        });
    }

    public static string FileName(Registration registration) => $"报名表-{registration.Number}.pdf";
}
