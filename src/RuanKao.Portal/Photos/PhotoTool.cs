using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Photos;

/// <summary>A run of the tool without its pictures.</summary>
public sealed record PhotoRun(Guid Id, Guid SourceId, DateTime MadeAt, PhotoRecipe Recipe, bool Accepted, IReadOnlyList<PhotoFinding> Findings, IReadOnlyList<string> Changes);

/// <summary>What came of an upload: findings of a file that could not be opened, or a run, or a photo known from before.</summary>
public sealed record PhotoOutcome(IReadOnlyList<PhotoFinding> Findings, bool Accepted, Guid? DraftId = null, Guid? KnownId = null, bool KnownExactly = false);

/// <summary>处理: makes a photo of an upload and keeps it as a draft that the person looks at before it is kept and used.</summary>
public sealed class PhotoTool(PortalContext db, PhotoDecoding decoding, PhotoAllowances allowances, PhotoRecognition recognition, PhotoRulesService rules)
{
    /// <summary>Makes a photo of a new upload. One that is a processed photo of this account already is recognised instead.</summary>
    public async Task<PhotoOutcome> ProcessAsync(Guid userId, Func<CancellationToken, Task<byte[]>> read, PhotoRecipe recipe, string? institution, Operation operation, CancellationToken ct)
    {
        var settings = await rules.OfAsync(institution, ct);
        await allowances.TakeAsync(userId, operation.At, ct);
        var (file, photo, known) = await decoding.RunAsync(userId, async () =>
        {
            var bytes = await read(ct);
            return await recognition.FindAsync(userId, bytes, ct) is { } kept
                ? (bytes, null, kept)
                : (bytes, PhotoProcessor.Make(bytes, recipe, settings), ((Guid, bool)?)null);
        }, ct);
        if (known is var (id, exactly)) return new([], true, KnownId: id, KnownExactly: exactly);
        if (photo!.Processed is null) return new(photo.Findings, false);
        var original = JpegCopy.WithoutMetadata(file, JpegInspection.Read(file).Orientation);
        return await KeepDraftAsync(Draft(userId, Guid.NewGuid(), original, file.Length, recipe, settings, photo, PhotoConsent.Version, operation), operation, ct);
    }

    /// <summary>Makes the photo anew of the upload of this run; null when the run is over.</summary>
    public async Task<PhotoOutcome?> AgainAsync(Guid userId, Guid sourceId, PhotoRecipe recipe, string? institution, Operation operation, CancellationToken ct)
    {
        var before = await Living(userId, operation.At).Where(draft => draft.SourceId == sourceId)
            .Select(draft => new { draft.Original, draft.UploadedBytes, draft.ConsentVersion }).SingleOrDefaultAsync(ct);
        if (before is null) return null;
        var settings = await rules.OfAsync(institution, ct);
        await allowances.TakeAsync(userId, operation.At, ct);
        var photo = await decoding.RunAsync(userId, () => Task.FromResult(PhotoProcessor.Make(before.Original, recipe, settings, before.UploadedBytes)), ct);
        if (photo.Processed is null) return new(photo.Findings, false);
        return await KeepDraftAsync(Draft(userId, sourceId, before.Original, before.UploadedBytes, recipe, settings, photo, before.ConsentVersion, operation), operation, ct);
    }

    /// <summary>The run that is going on, or null.</summary>
    public async Task<PhotoRun?> CurrentAsync(Guid userId, DateTime now, CancellationToken ct)
    {
        var run = await Living(userId, now).Select(draft => new { draft.Id, draft.SourceId, draft.MadeAt, draft.Recipe, draft.Accepted, draft.Findings, draft.Changes }).SingleOrDefaultAsync(ct);
        return run is null ? null : new(run.Id, run.SourceId, run.MadeAt, PhotoRecipe.Read(run.Recipe), run.Accepted, PhotoFindings.Read(run.Findings), PhotoFindings.Lines(run.Changes));
    }

    public Task<byte[]?> ProcessedAsync(Guid userId, Guid draftId, DateTime now, CancellationToken ct) =>
        Living(userId, now).Where(draft => draft.Id == draftId).Select(draft => draft.Processed).SingleOrDefaultAsync(ct);

    public Task<byte[]?> OriginalAsync(Guid userId, Guid draftId, DateTime now, CancellationToken ct) =>
        Living(userId, now).Where(draft => draft.Id == draftId).Select(draft => draft.Original).SingleOrDefaultAsync(ct);

    /// <summary>保存报名照片: keeps the result for the account; null when it is gone or did not pass.</summary>
    public async Task<Guid?> KeepAsync(Guid userId, Guid draftId, Operation operation, CancellationToken ct)
    {
        var draft = await Living(userId, operation.At).AsNoTracking().SingleOrDefaultAsync(d => d.Id == draftId && d.Accepted, ct);
        // A second click finds the run over and the photo kept under its id.
        if (draft is null) return await db.CandidatePhotos.Where(p => p.UserId == userId && p.Id == draftId).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
        var hash = Hash(draft.Processed);
        if (await KeptAsync(userId, hash, ct) is { } there) return there;
        var photo = new CandidatePhoto
        {
            Id = draft.Id, UserId = userId, KeptAt = operation.At, Processed = draft.Processed, Original = draft.Original, Sha256 = hash,
            Findings = draft.Findings, Changes = draft.Changes, Rules = draft.Rules, ConsentVersion = draft.ConsentVersion,
        };
        db.CandidatePhotos.Add(photo);
        db.Audit(operation, "photo.kept", photo.Id);
        try
        {
            await db.SaveChangesAsync(ct);
            return photo.Id;
        }
        catch (DbUpdateException)
        {
            // A second click or tab kept it in the same moment.
            db.ChangeTracker.Clear();
            return await KeptAsync(userId, hash, ct) ?? throw new InvalidOperationException("The photo could not be kept.");
        }
    }

    /// <summary>The run is over: its result was used.</summary>
    public Task EndAsync(Guid userId, CancellationToken ct) => db.PhotoDrafts.Where(draft => draft.UserId == userId).ExecuteDeleteAsync(ct);

    public static string Hash(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private Task<Guid?> KeptAsync(Guid userId, string hash, CancellationToken ct) =>
        db.CandidatePhotos.Where(p => p.UserId == userId && p.Sha256 == hash).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);

    private async Task<PhotoOutcome> KeepDraftAsync(PhotoDraft draft, Operation operation, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            try
            {
                await db.PhotoDrafts.Where(d => d.UserId == draft.UserId).ExecuteDeleteAsync(ct);
                db.Add(draft);
                db.Audit(operation, "photo.processed", draft.Id);
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                return new(PhotoFindings.Read(draft.Findings), draft.Accepted, draft.Id);
            }
            catch (DbUpdateException) when (attempt < 3)
            {
                // Two tabs at once: the later one replaces the other.
                db.ChangeTracker.Clear();
            }
        }
    }

    private IQueryable<PhotoDraft> Living(Guid userId, DateTime now)
    {
        var oldest = now - PhotoRules.DraftLife;
        return db.PhotoDrafts.Where(draft => draft.UserId == userId && draft.MadeAt > oldest);
    }

    private static PhotoDraft Draft(Guid userId, Guid sourceId, byte[] original, int uploadedBytes, PhotoRecipe recipe, PhotoSettings settings, ExaminedPhoto photo, string consent, Operation operation) => new()
    {
        UserId = userId, SourceId = sourceId, MadeAt = operation.At, Original = original, UploadedBytes = uploadedBytes, Recipe = (recipe with { Frame = photo.Frame }).Write(),
        Rules = InstitutionPhotoRules.Write(settings),
        Processed = photo.Processed ?? throw new InvalidOperationException("An upload that was opened before did not open."),
        Accepted = photo.Accepted, Findings = PhotoFindings.Write(photo.Findings), Changes = string.Join('\n', photo.Changes), ConsentVersion = consent,
    };
}
