using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>What choosing a kind brings with it.</summary>
public enum AccommodationMeaning
{
    None,

    /// <summary>Seating places the person first, in a room that suits where there is one.</summary>
    Seat,

    /// <summary>The decision says how many minutes.</summary>
    ExtraTime,

    /// <summary>The person says in words what is needed.</summary>
    OwnWords,
}

/// <summary>One kind of accommodation that can be asked for, as the national administrator words it. Requests keep the code; a retired kind stays on them and is chosen no more.</summary>
public sealed class AccommodationKind : IVersioned
{
    public const int CodeLength = 40;
    public const int WordsLength = 40;
    public const int MostOrder = 9999;

    public required string Code { get; init; }

    public required string Words { get; set; }

    /// <summary>The neutral words that a decision starts from and ticket and seat list print; empty where there are no usual ones.</summary>
    public required string Measure { get; set; }

    public AccommodationMeaning Meaning { get; set; }

    /// <summary>A document has to come with it.</summary>
    public bool AsksForProof { get; set; }

    public required int Order { get; set; }

    public DateTime? RetiredAt { get; set; }

    public int Version { get; private set; }

    public bool IsOpen => RetiredAt is null;
}

public static class AccommodationKinds
{
    /// <summary>What every installation starts with; after the list of 教学〔2017〕4号, as far as it suits an exam at the computer.</summary>
    public static IReadOnlyList<AccommodationKind> Seeds =>
    [
        Seed(10, "seat", "低楼层或无障碍的座位", "低楼层或无障碍座位", AccommodationMeaning.Seat),
        Seed(20, "room", "单独考场", "单独考场", AccommodationMeaning.Seat, proof: true),
        Seed(30, "large-print", "大字版说明或大号显示", "大字版说明、大号显示", AccommodationMeaning.None),
        Seed(40, "time", "延长考试时间", "延长考试时间", AccommodationMeaning.ExtraTime, proof: true),
        Seed(50, "aid", "自带辅助器具（轮椅、助行器、专用鼠标等）", "可携带经同意的辅助器具", AccommodationMeaning.None),
        Seed(60, "hearing", "佩戴助听设备", "可佩戴助听设备", AccommodationMeaning.None),
        Seed(70, "other", "其他需要", "", AccommodationMeaning.OwnWords),
    ];

    public static string Word(this AccommodationMeaning meaning) => meaning switch
    {
        AccommodationMeaning.Seat => "编排座位时优先",
        AccommodationMeaning.ExtraTime => "同意时写明延长多少分钟",
        AccommodationMeaning.OwnWords => "考生须写明需要什么",
        _ => "没有其他要求",
    };

    private static AccommodationKind Seed(int order, string code, string words, string measure, AccommodationMeaning meaning, bool proof = false) =>
        new() { Order = order, Code = code, Words = words, Measure = measure, Meaning = meaning, AsksForProof = proof };
}

/// <summary>Adds the usual kinds where they are missing; what an administrator made of them stays.</summary>
public sealed class AccommodationKindReference : IReferenceData
{
    public int Order => 30;

    public async Task ApplyAsync(PortalContext db, CancellationToken ct)
    {
        await db.AddMissingAsync(AccommodationKinds.Seeds, k => k.Code, ct);
        await db.SaveChangesAsync(ct);
    }
}
