using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>The photos as a person's data.</summary>
public sealed class PhotoHoldings(PortalContext db, IEnumerable<IPhotoHolder> holders) : IPersonalDataSource
{
    public string Title => "照片";

    public int Order => 30;

    public IReadOnlyList<DataKind> Kinds { get; } =
    [
        new("报名照片和它的原照片（已去除拍摄地点等附带信息）", "报名审核、准考证、考生签到表和资格证书", "到您撤回同意或注销账号为止；已用于考试的随考试档案保存"),
        new("正在处理的照片", "让您先看效果再决定是否使用", $"{PhotoRules.DraftLife.TotalHours:0}小时"),
    ];

    public WithdrawableConsent? Consent { get; } = new("photo", "处理照片", "撤回后，系统删除您的全部照片（已用于考试的随考试档案保存）。以后报名需要重新同意并上传。");

    public async Task<IReadOnlyList<ConsentGiven>> ConsentsAsync(Guid userId, CancellationToken ct) =>
        [.. (await db.CandidatePhotos.AsNoTracking().Where(p => p.UserId == userId).Select(p => new { p.ConsentVersion, p.KeptAt }).ToListAsync(ct))
            .GroupBy(p => p.ConsentVersion).Select(g => new ConsentGiven("photo", Consent!.Title, g.Key, g.Min(p => p.KeptAt))).OrderByDescending(c => c.At)];

    public async Task ExportAsync(Guid userId, PersonalDataExport export, CancellationToken ct)
    {
        var n = 0;
        foreach (var photo in await db.CandidatePhotos.AsNoTracking().Where(p => p.UserId == userId).OrderBy(p => p.KeptAt).ToListAsync(ct))
        {
            n++;
            var (processed, original) = ($"照片/{n}-报名照片.jpg", $"照片/{n}-原照片.jpg");
            export.Add("照片", ("保存时间", photo.KeptAt), ("最近使用", photo.UsedAt), ("同意的文本版本", photo.ConsentVersion), ("报名照片", processed), ("原照片", original));
            export.AddFile(processed, photo.Processed);
            export.AddFile(original, photo.Original);
        }
        if (await db.PhotoDrafts.AsNoTracking().SingleOrDefaultAsync(d => d.UserId == userId, ct) is { } draft)
        {
            export.AddFile("照片/正在处理-原照片.jpg", draft.Original);
            export.AddFile("照片/正在处理-结果.jpg", draft.Processed);
        }
    }

    public async Task<IReadOnlyList<DataKind>> KeptAsync(Guid userId, CancellationToken ct) => (await HeldAsync(userId, ct)).Count == 0 ? []
        : [new("已用于考试的报名照片", "准考证、签到和证书须能核对（考试档案）", RetentionWords.ExamRecord)];

    public async Task EraseAsync(Guid userId, Operation operation, CancellationToken ct)
    {
        await db.PhotoDrafts.Where(d => d.UserId == userId).ExecuteDeleteAsync(ct);
        await db.PhotoAllowances.Where(a => a.UserId == userId).ExecuteDeleteAsync(ct);
        foreach (var holder in holders) await holder.ReleaseAsync(userId, ct);
        var held = await HeldAsync(userId, ct);
        await db.CandidatePhotos.Where(p => p.UserId == userId && !held.Contains(p.Id)).ExecuteDeleteAsync(ct);
    }

    private async Task<List<Guid>> HeldAsync(Guid userId, CancellationToken ct)
    {
        var held = new List<Guid>();
        foreach (var holder in holders) held.AddRange(await holder.RecordsAsync(userId, ct));
        return held;
    }
}
