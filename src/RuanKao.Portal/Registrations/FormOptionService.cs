using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;

namespace RuanKao.Portal.Registrations;

/// <summary>The lists of the paper form: read by everybody, changed by the system administrator. A list never becomes empty.</summary>
public sealed class FormOptionService(PortalContext db)
{
    public async Task<FormOptions> AllAsync(RegistrationForm? kept = null, CancellationToken ct = default) =>
        new(await db.FormOptions.AsNoTracking().OrderBy(o => o.Order).ToListAsync(ct), kept);

    public Task<FormOption?> FindAsync(Guid id, CancellationToken ct = default) => db.FormOptions.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, ct);

    public async Task<FormOption> AddAsync(OptionList list, OptionForm typed, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await HoldAsync(list, ct);
        var others = await db.FormOptions.Where(o => o.List == list).ToListAsync(ct);
        Check(list, typed, others);
        var number = 1;
        while (others.Any(o => o.Code == CodeOf(number))) number++;
        var option = new FormOption
        {
            List = list, Code = CodeOf(number), Words = Text(typed.Words)!, StandardCode = Text(typed.StandardCode), Meaning = typed.Meaning,
            Order = others.Max(o => (int?)o.Order) + 1 ?? 1,
        };
        db.FormOptions.Add(option);
        db.Audit(operation, "option.added", option.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return option;

        static string CodeOf(int number) => "Added" + number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Other words, another code of the standard, another meaning: for every form, old and new.</summary>
    public async Task ChangeAsync(FormOption shown, OptionForm typed, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await HoldAsync(shown.List, ct);
        var all = await db.FormOptions.Where(o => o.List == shown.List).ToListAsync(ct);
        var option = all.Single(o => o.Id == shown.Id);
        if (option.Version != typed.Version) throw new RuleViolationException("", "这一项刚被他人更新。以下是您填写的内容，请返回列表核对后再改");
        Check(option.List, typed, all.Where(o => o.Id != option.Id));
        (option.Words, option.StandardCode, option.Meaning) = (Text(typed.Words)!, Text(typed.StandardCode), typed.Meaning);
        db.Audit(operation, "option.changed", option.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Changes places with the one before or after it; at the end of the list nothing happens.</summary>
    public async Task MoveAsync(FormOption shown, bool up, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await HoldAsync(shown.List, ct);
        var open = (await db.FormOptions.Where(o => o.List == shown.List).ToListAsync(ct)).Where(o => o.IsOpen).OrderBy(o => o.Order).ToList();
        var at = open.FindIndex(o => o.Id == shown.Id);
        var other = at + (up ? -1 : 1);
        if (at < 0 || other < 0 || other >= open.Count) return;
        (open[at].Order, open[other].Order) = (open[other].Order, open[at].Order);
        db.Audit(operation, "option.moved", shown.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Nobody chooses it any more; forms that have it keep it.</summary>
    public async Task RetireAsync(FormOption shown, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await HoldAsync(shown.List, ct);
        var all = await db.FormOptions.Where(o => o.List == shown.List).ToListAsync(ct);
        var option = all.Single(o => o.Id == shown.Id);
        if (!option.IsOpen) return;
        if (all.Count(o => o.IsOpen) == 1) throw new RuleViolationException("", $"“{option.Words}”是{option.List.Word()}的最后一项，停用后考生无法填写。请先添加或恢复另一项");
        option.RetiredAt = operation.At;
        db.Audit(operation, "option.retired", option.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async Task RestoreAsync(FormOption shown, Operation operation, CancellationToken ct = default)
    {
        await using var transaction = await HoldAsync(shown.List, ct);
        var all = await db.FormOptions.Where(o => o.List == shown.List).ToListAsync(ct);
        var option = all.Single(o => o.Id == shown.Id);
        if (option.IsOpen) return;
        RequireNoTwin(option.List, option.Words, all.Where(o => o.Id != option.Id));
        option.RetiredAt = null;
        db.Audit(operation, "option.restored", option.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // Two administrators who retire the last two at once would each see the other's still open.
    private async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> HoldAsync(OptionList list, CancellationToken ct)
    {
        var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.FormOptions.Where(o => o.List == list).ExecuteUpdateAsync(row => row.SetProperty(o => o.Order, o => o.Order), ct);
        return transaction;
    }

    private static void Check(OptionList list, OptionForm typed, IEnumerable<FormOption> others)
    {
        var (words, standard) = (Text(typed.Words), Text(typed.StandardCode));
        if (words is null) throw new RuleViolationException(nameof(typed.Words), "请填写选项的文字");
        if (words.Length > FormOption.WordsLength) throw new RuleViolationException(nameof(typed.Words), $"最多{FormOption.WordsLength}个字，您填写了{words.Length}个");
        if (words.Any(char.IsControl)) throw new RuleViolationException(nameof(typed.Words), "其中有不能显示的字符，请重新输入");
        RequireNoTwin(list, words, others);
        if (standard is not null && list.Standard() is null) throw new RuleViolationException(nameof(typed.StandardCode), $"{list.Word()}没有国家标准代码，请不填");
        if (standard is not null && (standard.Length > FormOption.StandardCodeLength || !standard.All(char.IsAsciiDigit)))
            throw new RuleViolationException(nameof(typed.StandardCode), $"应为{list.Standard()}中的数字代码，最多{FormOption.StandardCodeLength}位");
        if (!list.Meanings().Contains(typed.Meaning)) throw new RuleViolationException(nameof(typed.Meaning), $"{list.Word()}的选项不能有这项要求");
    }

    private static void RequireNoTwin(OptionList list, string words, IEnumerable<FormOption> others)
    {
        if (others.FirstOrDefault(o => o.IsOpen && o.Words == words) is not null) throw new RuleViolationException(nameof(OptionForm.Words), $"{list.Word()}中已经有“{words}”");
    }

    private static string? Text(string? typed) => typed?.Trim() is { Length: > 0 } text ? text : null;
}
