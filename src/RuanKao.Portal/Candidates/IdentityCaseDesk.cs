using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Notifications;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Candidates;

/// <summary>The reviewer's half of 人工核验. A decision is bound to the version that the reviewer saw; anything newer makes it stale.</summary>
public sealed class IdentityCaseDesk(PortalContext db, INotifier notifier, IEnumerable<IIdentityAnchor> anchors)
{

    public Task<int> WaitingAsync(IdentityCaseScope scope, CancellationToken ct) =>
        scope.Within(db.IdentityCases).CountAsync(c => c.State == IdentityCaseState.Waiting, ct);

    /// <summary>Oldest first.</summary>
    public async Task<(IReadOnlyList<IdentityCase> Cases, int Total)> ListAsync(IdentityCaseScope scope, IdentityCaseState? state, ListPart part, CancellationToken ct)
    {
        var found = scope.Within(db.IdentityCases.AsNoTracking()).Where(c => state == null || c.State == state);
        return (await found.OrderBy(c => c.SentAt).ThenBy(c => c.Id).Skip(part.Skipped).Take(part.Size).ToListAsync(ct), await found.CountAsync(ct));
    }

    public Task<IdentityCase?> FindAsync(IdentityCaseScope scope, Guid id, CancellationToken ct) =>
        scope.Within(db.IdentityCases.AsNoTracking().Include(c => c.History)).SingleOrDefaultAsync(c => c.Id == id, ct);

    /// <summary>The case that has waited longest, other than this one.</summary>
    public Task<Guid?> NextAsync(IdentityCaseScope scope, Guid besides, CancellationToken ct) =>
        scope.Within(db.IdentityCases).Where(c => c.State == IdentityCaseState.Waiting && c.Id != besides)
            .OrderBy(c => c.SentAt).ThenBy(c => c.Id).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(ct);

    /// <summary>Another account that holds the number now; null when there is none.</summary>
    public Task<CandidateIdentity?> HolderAsync(IdentityCase file, CancellationToken ct) =>
        db.CandidateIdentities.SingleOrDefaultAsync(i => i.NumberHash == file.NumberHash && i.UserId != file.UserId, ct);

    /// <summary>Why the identity cannot be taken from the account that holds it: what it binds there, in words with what the office must do; null where nothing does.</summary>
    public async Task<string?> WhyNotMoveAsync(Guid holder, CancellationToken ct)
    {
        foreach (var anchor in anchors)
            if (await anchor.WhyNotMoveAsync(holder, ct) is { } why) return why;
        return null;
    }

    /// <summary>核验通过: the claim becomes the account's identity; one that another account holds moves. False where the scope holds no such case.</summary>
    /// <param name="confirmed">What the reviewer compared with the scans.</param>
    /// <param name="moves">The reviewer was told that another account loses the identity, and wants it.</param>
    public async Task<bool> ApproveAsync(IdentityCaseScope scope, Guid id, int version, IReadOnlyCollection<ConfirmedField> confirmed, bool moves, Operation operation, CancellationToken ct = default)
    {
        if (await WaitingAsync(scope, id, version, ct) is not { } file) return false;
        if (Enum.GetValues<ConfirmedField>().Except(confirmed).ToList() is { Count: > 0 } open)
            throw new RuleViolationException("Confirmed", $"请对照材料逐项核对并勾选，还没有勾选：{string.Join("、", open.Select(f => f.Word()))}。有一项对不上的，请退回");
        if (await HolderAsync(file, ct) is { } holder)
        {
            if (await WhyNotMoveAsync(holder.UserId, ct) is { } why) throw new RuleViolationException("", why);
            if (!moves) throw new RuleViolationException("Moves", "这个证件号码由另一个账号持有。确认材料足以证明申请人是本人的，请勾选");
            await TakeAwayAsync(holder, operation, ct);
        }
        await KeepAsync(file, operation, ct);
        file.Approve(operation with { Why = "核对一致：" + string.Join("、", Enum.GetValues<ConfirmedField>().Select(f => f.Word())) });
        db.Audit(operation, "identity-case.approved", file.Id);
        await notifier.NotifyAsync(file.UserId, NoticeTemplates.IdentityApproved, new Dictionary<string, string>(), ct);
        await SaveAsync(ct);
        return true;
    }

    /// <summary>退回 with a reason that the candidate reads. False where the scope holds no such case.</summary>
    public async Task<bool> ReturnAsync(IdentityCaseScope scope, Guid id, int version, IEnumerable<string>? reasons, string? words, Operation operation, CancellationToken ct = default)
    {
        if (await WaitingAsync(scope, id, version, ct) is not { } file) return false;
        var reason = IdentityReturnReasons.Compose(reasons, words);
        if (reason.Length == 0) throw new RuleViolationException("Words", "请选择或写明退回原因，考生按它修改");
        if (reason.Length > IdentityCase.ReasonLength) throw new RuleViolationException("Words", $"退回原因最多{IdentityCase.ReasonLength}个字，现在有{reason.Length}个");
        file.Return(reason, operation);
        db.Audit(operation, "identity-case.returned", file.Id);
        await notifier.NotifyAsync(file.UserId, NoticeTemplates.IdentityReturned, new Dictionary<string, string> { ["reason"] = reason }, ct);
        await SaveAsync(ct);
        return true;
    }

    private async Task<IdentityCase?> WaitingAsync(IdentityCaseScope scope, Guid id, int version, CancellationToken ct)
    {
        var file = await scope.Within(db.IdentityCases).SingleOrDefaultAsync(c => c.Id == id, ct);
        if (file is not null && (file.Version != version || file.State != IdentityCaseState.Waiting))
            throw new DbUpdateConcurrencyException("The case was changed after the reviewer opened it.");
        return file;
    }

    private async Task KeepAsync(IdentityCase file, Operation operation, CancellationToken ct)
    {
        var identity = await db.CandidateIdentities.SingleOrDefaultAsync(i => i.UserId == file.UserId, ct);
        if (identity is null)
        {
            identity = new()
            {
                UserId = file.UserId, DocumentKind = file.DocumentKind, Name = file.Name, NumberSealed = file.NumberSealed, NumberHash = file.NumberHash,
                Sex = file.Sex, BirthDate = file.BirthDate, ValidFrom = file.ValidFrom, VerifiedAt = operation.At, VerifiedBy = CandidateIdentity.Manually,
            };
            db.CandidateIdentities.Add(identity);
        }
        (identity.DocumentKind, identity.IssuerCode, identity.Name) = (file.DocumentKind, file.IssuerCode, file.Name);
        (identity.NumberSealed, identity.NumberHash, identity.Sex, identity.BirthDate) = (file.NumberSealed, file.NumberHash, file.Sex, file.BirthDate);
        (identity.ValidFrom, identity.ValidTo, identity.VerifiedAt, identity.VerifiedBy) = (file.ValidFrom, file.ValidTo, operation.At, CandidateIdentity.Manually);
        (await db.Users.SingleAsync(u => u.Id == file.UserId, ct)).DisplayName = file.Name;
        db.Audit(operation, "identity.verified", file.UserId);
    }

    // The drafts of the other account stay; its sessions end, so that no page still shows the name.
    private async Task TakeAwayAsync(CandidateIdentity holder, Operation operation, CancellationToken ct)
    {
        db.CandidateIdentities.Remove(holder);
        var user = await db.Users.SingleAsync(u => u.Id == holder.UserId, ct);
        (user.DisplayName, user.SecurityStamp) = (null, Guid.NewGuid().ToString("N"));
        db.Audit(operation, "identity.moved-away", holder.UserId);
        await notifier.NotifyAsync(holder.UserId, NoticeTemplates.IdentityMoved, new Dictionary<string, string>(), ct);
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (fault is not DbUpdateConcurrencyException)
        {
            // The number was confirmed for another account in the same instant: the reviewer looks again.
            throw new DbUpdateConcurrencyException("The number went to another account meanwhile.", fault);
        }
    }
}

/// <summary>What a reviewer compares with the scans, each on its own.</summary>
public enum ConfirmedField { Name, Number, Person, Validity }

/// <summary>Later rooms say why an identity cannot be taken from an account: a live registration hangs on it.</summary>
public interface IIdentityAnchor
{
    /// <summary>Null where nothing binds; else why, and what the office must do first.</summary>
    Task<string?> WhyNotMoveAsync(Guid userId, CancellationToken ct);
}

/// <summary>A reason that a reviewer ticks instead of writing it, as the candidate reads it.</summary>
public sealed record IdentityReturnReason(string Key, string Words);

public static class IdentityReturnReasons
{
    public static readonly IReadOnlyList<IdentityReturnReason> All =
    [
        new("unclear", "证件照片不清晰、反光或有遮挡，请重新拍摄后上传"),
        new("sides", "缺少证件的另一面或资料页，请补充上传"),
        new("name", "姓名与证件不一致，请按证件逐字填写"),
        new("number", "证件号码与证件不一致，请核对"),
        new("dates", "出生日期或证件有效期与证件不一致，请核对"),
        new("expired", "证件已过有效期，请换领新证后再申请"),
        new("kind", "证件类型选择有误，请改选后重新提交"),
        new("proof", "请补充能说明姓名或号码变化的材料，例如户口簿曾用名页、改名证明"),
    ];

    /// <summary>The ticked reasons and the reviewer's own words as one text; empty when there is neither.</summary>
    public static string Compose(IEnumerable<string>? keys, string? words)
    {
        var ticked = All.Where(r => keys?.Contains(r.Key) == true).Select(r => r.Words).ToList();
        if (words?.Trim() is { Length: > 0 } own) ticked.Add(own);
        return ticked is [var only] ? Sentence(only) : string.Join("\n", ticked.Select((text, at) => $"{at + 1}. {Sentence(text)}"));
    }

    private static string Sentence(string text) => text[^1] is '。' or '？' ? text : text + "。";
}
