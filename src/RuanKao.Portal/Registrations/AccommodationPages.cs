using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Registrations;

/// <summary>合理便利申请 as the candidate fills it in.</summary>
public sealed class AccommodationForm
{
    /// <summary>The date of the text in <see cref="ConsentText"/>; raise it whenever the text changes.</summary>
    public const string ConsentVersion = "2026-11-30";

    public const string ConsentText = "我单独同意考试机构处理我在这里填写和上传的健康、残疾等敏感个人信息，只用于决定和安排本次考试的合理便利。不同意不影响报名，同意后可以随时撤回";

    /// <summary>The version that the page showed; empty where there was no request.</summary>
    public int? Version { get; set; }

    [Display(Name = "需要的便利")]
    public List<string> Kinds { get; set; } = [];

    [Display(Name = "具体情况和需要"), DataType(DataType.MultilineText)]
    public string? Words { get; set; }

    [Display(Name = "证明材料")]
    public List<IFormFile>? Files { get; set; }

    [Display(Name = "单独同意")]
    public bool Agreed { get; set; }

    public async Task<AccommodationWish> ToWishAsync(CancellationToken ct)
    {
        var files = new List<byte[]>();
        foreach (var file in Files ?? [])
        {
            var bytes = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, ct);
            files.Add(bytes);
        }
        return new(Kinds, Words, files, Agreed ? ConsentVersion : null);
    }
}

/// <summary>The page of a round's request: what can be asked, the form while it may be sent, and how what was asked stands.</summary>
/// <param name="Asks">The form stands open.</param>
/// <param name="Words">The person's own words, opened.</param>
/// <param name="Reply">The office's, opened.</param>
/// <param name="DueOn">By when the office answers; null while the form was not handed in.</param>
public sealed record AccommodationPage(
    AccommodationForm Form, RoundPlaceView Place, Registration? Registration, AccommodationRequest? Request, IReadOnlyList<AccommodationKind> Kinds,
    IReadOnlyList<KeptProof> Proofs, string? Words, string? Reply, DateOnly? DueOn, int WorkingDays, DateTime? Until, string? WhyNot, bool Asks)
{
    /// <summary>The registration is over, and with it what was asked beside it.</summary>
    public bool IsOver => Registration is { IsEnded: true };

    /// <summary>Something was asked for and not taken back.</summary>
    public bool Stands => Request is { State: not AccommodationState.Withdrawn };

    public bool NeedsConsent => !Stands;
}

public static class AccommodationTones
{
    public static Tone ToneOf(this AccommodationRequest request) => request.Words.ToneOf();

    /// <summary>The request's course as the candidate reads it, oldest first; the instant orders it among other moments.</summary>
    public static IEnumerable<(DateTime At, HomeMoment Moment)> Moments(this AccommodationRequest request)
    {
        var asked = 0;
        foreach (var step in request.Steps)
        {
            if (step.On == AccommodationEvent.Ask) asked++;
            yield return (step.At, new(Beijing.Moment(step.At)[5..], step.On switch
            {
                AccommodationEvent.Ask => asked == 1 ? "已申请合理便利" : "已修改或重新提交合理便利申请",
                AccommodationEvent.Grant => "合理便利申请已同意",
                AccommodationEvent.GrantPart => "合理便利申请部分同意",
                AccommodationEvent.Refuse => "合理便利申请未同意",
                _ => "已撤回合理便利申请",
            }, step.On == AccommodationEvent.Refuse ? JourneyStepState.Problem : JourneyStepState.Done));
        }
    }
}
