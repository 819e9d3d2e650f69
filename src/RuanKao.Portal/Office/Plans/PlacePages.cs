using RuanKao.Portal.Exams;
using RuanKao.Portal.Institutions;

namespace RuanKao.Portal.Office.Plans;

/// <summary>One institution's part of a round: how it stands, what is missing, what was corrected.</summary>
public sealed record PlanPlacePage(RoundPlaceView View, bool MayEdit, IReadOnlyList<PlanFault> Faults, IReadOnlyList<PolicyFileLine> Files, IReadOnlyList<PlanCorrection> Corrections, IReadOnlyList<Qualification> Qualifications);

/// <summary>The page on which an institution joins.</summary>
public sealed record JoinPage(ExamRound Round, Institution Institution, string? Pattern);

/// <summary>An edit page of an institution's part of a round.</summary>
public sealed record PlaceEditPage<TForm>(RoundPlaceView View, TForm Form, CorrectionPreview? Preview, string Back, IReadOnlyList<Qualification> Qualifications, IReadOnlyList<RegionOption> Regions) : IPlanEdit where TForm : PlanForm
{
    PlanForm IPlanEdit.Form => Form;

    public bool IsPublished => View.Place.State == PlaceState.Published;

    public object Here => new { round = View.Round.Code, institution = View.Institution.Code };
}

public sealed record ContactsPage(RoundPlaceView View, ContactsForm Form);

public sealed record PolicyFilesPage(RoundPlaceView View, PolicyFileForm Form, IReadOnlyList<PolicyFileLine> Files);
