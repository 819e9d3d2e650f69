using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Exams;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Admission;

/// <summary>导入考点和考场: every row is judged and shown before anything is entered, and then all rows are entered or none. Rooms that are not in the file stay.</summary>
public sealed class SiteImport(PortalContext db, ExamSiteService sites, ExamRoomService rooms, CheckedFiles checks)
{
    public const int LargestFile = 2 * 1024 * 1024;
    public const int MostRows = 5000;
    private const string Purpose = "sites-import";

    public async Task<SiteFile> ReadAsync(string institution, byte[] file, Operation operation, CancellationToken ct)
    {
        if (file.Length == 0) throw new RuleViolationException("File", "请选择 XLSX 或 CSV 文件");
        if (file.Length > LargestFile) throw new RuleViolationException("File", $"文件不能超过 {LargestFile / 1024} KB");
        var lines = SiteSheet.Lines(UploadedTable.Read(file, MostRows + 100), MostRows);
        var rows = await JudgeAsync(institution, lines, ct);
        db.ChangeTracker.Clear();
        return new(rows, rows.Any(r => r.Effect == SiteEffect.Refused) ? null : checks.Close(Purpose + institution, JsonSerializer.Serialize(lines), operation));
    }

    /// <summary>Enters what the token stands for; every row is judged once more.</summary>
    public async Task<SiteFile> EnterAsync(string institution, string? token, Operation operation, CancellationToken ct)
    {
        var lines = JsonSerializer.Deserialize<List<SiteLine>>(checks.Open(Purpose + institution, token, operation))!;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var file = new SiteFile(await JudgeAsync(institution, lines, ct), null);
        if (file.Count(SiteEffect.Refused) > 0) throw new RuleViolationException("File", "核对以后，记录有了变化，请重新上传文件核对");
        db.Audit(operation with { Why = $"新增{file.Count(SiteEffect.New)}个考场，修改{file.Count(SiteEffect.Changed)}个" }, "admission.sites-imported", operation.UserId!.Value);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return file;
    }

    // Applies each row to the entities it finds or makes; whoever only looks throws the changes away.
    private async Task<IReadOnlyList<SiteRow>> JudgeAsync(string institution, IReadOnlyList<SiteLine> lines, CancellationToken ct)
    {
        var regions = await sites.RegionsAsync(institution, ct);
        var known = await db.ExamSites.Include(s => s.Rooms).Where(s => s.InstitutionCode == institution).ToListAsync(ct);
        var there = known.SelectMany(s => s.Rooms).Select(r => r.Id).ToHashSet();
        var (rows, lineOf, wordsOf) = (new List<SiteRow>(), new Dictionary<(Guid, string), int>(), new Dictionary<Guid, (int Line, string Words)>());
        foreach (var line in lines)
        {
            var faults = new List<string>();
            var region = regions.FirstOrDefault(r => r.Code == line[SiteSheet.Region] || r.Name == line[SiteSheet.Region]);
            if (region is null) faults.Add(line[SiteSheet.Region].Length == 0 ? "没有填写考试考区" : $"没有考区“{line[SiteSheet.Region]}”");
            Text(line, SiteSheet.Name, ExamSite.NameLength, true, faults);
            Text(line, SiteSheet.Address, ExamSite.AddressLength, true, faults);
            Text(line, SiteSheet.Directions, ExamSite.DirectionsLength, false, faults);
            Text(line, SiteSheet.Number, ExamRoom.NumberLength, true, faults);
            if (line[SiteSheet.Number].Any(char.IsWhiteSpace)) faults.Add("考场号里不能有空格");
            var (code, name) = (line[SiteSheet.SiteCode], line[SiteSheet.Name]);
            var site = known.FirstOrDefault(s => code.Length > 0 ? s.Code == code : s.Name == name);
            if (code.Length > 0 && site is null) faults.Add($"没有考点代码 {code}；新考点请不填代码");
            if (site is not null && region is not null && site.RegionCode != region.Code) faults.Add("考点已有的考区不能改");
            if (known.Any(s => s != site && s.Name == name)) faults.Add($"已有另一个名为“{name}”的考点");
            if (line[SiteSheet.Kind] is not ("" or "机考" or "笔试")) faults.Add($"类型应是机考或笔试，这里是“{line[SiteSheet.Kind]}”");
            if (line[SiteSheet.Accessible] is not ("" or "是" or "否")) faults.Add($"无障碍应是“是”或“否”，这里是“{line[SiteSheet.Accessible]}”");
            var form = new ExamRoomForm
            {
                Place = line[SiteSheet.Place], Capacity = line[SiteSheet.Capacity], Spare = line[SiteSheet.Spare], Closed = line[SiteSheet.Closed], IsPaper = line[SiteSheet.Kind] == "笔试", IsAccessible = line[SiteSheet.Accessible] == "是",
            };
            RoomNumbers? numbers = null;
            try
            {
                numbers = form.Read();
            }
            catch (RuleViolationException fault)
            {
                faults.AddRange(fault.Violations.Select(v => v.Message));
            }
            if (faults.Count > 0 || numbers is null)
            {
                rows.Add(new(line.Line, name, line[SiteSheet.Number], SiteEffect.Refused, [], 0, faults));
                continue;
            }

            if (site is null) known.Add(site = Added(institution, region!.Code, name, known));
            var words = string.Join('\n', name, line[SiteSheet.Address], line[SiteSheet.Directions]);
            if (!lineOf.TryAdd((site.Id, line[SiteSheet.Number]), line.Line)) faults.Add($"考场号“{line[SiteSheet.Number]}”与第{lineOf[(site.Id, line[SiteSheet.Number])]}行重复");
            if (wordsOf.TryAdd(site.Id, (line.Line, words)) is false && wordsOf[site.Id].Words != words) faults.Add($"同一个考点的名称、地址或说明与第{wordsOf[site.Id].Line}行不同");
            if (faults.Count > 0)
            {
                rows.Add(new(line.Line, name, line[SiteSheet.Number], SiteEffect.Refused, [], 0, faults));
                continue;
            }
            rows.Add(await AppliedAsync(line, site, form, numbers, there, ct));
        }
        return rows;
    }

    private ExamSite Added(string institution, string region, string name, List<ExamSite> known)
    {
        var start = TicketNumber.Place(institution, region);
        var site = new ExamSite
        {
            Code = ExamSite.CodeOf(institution, region, known.Where(s => s.Code.StartsWith(start, StringComparison.Ordinal)).Select(s => ExamSite.SequenceOf(s.Code)).DefaultIfEmpty(0).Max() + 1),
            InstitutionCode = institution, RegionCode = region, Name = name, Address = "", Directions = "",
        };
        db.ExamSites.Add(site);
        return site;
    }

    private async Task<SiteRow> AppliedAsync(SiteLine line, ExamSite site, ExamRoomForm form, RoomNumbers numbers, HashSet<Guid> there, CancellationToken ct)
    {
        var changes = new List<string>();
        Change(SiteSheet.Name, site.Name, line[SiteSheet.Name]);
        Change(SiteSheet.Address, site.Address, line[SiteSheet.Address]);
        Change(SiteSheet.Directions, site.Directions, line[SiteSheet.Directions]);
        (site.Name, site.Address, site.Directions) = (line[SiteSheet.Name], line[SiteSheet.Address], line[SiteSheet.Directions]);
        var room = site.Rooms.FirstOrDefault(r => r.Number == line[SiteSheet.Number]);
        var isNew = room is null || !there.Contains(room.Id);
        if (room is null)
        {
            room = new() { SiteId = site.Id, Number = line[SiteSheet.Number], Place = numbers.Place, Capacity = numbers.Capacity };
            site.Rooms.Add(room);
            db.ExamRooms.Add(room);
        }
        Change(SiteSheet.Place, room.Place, numbers.Place);
        Change(SiteSheet.Capacity, $"{room.Capacity}", $"{numbers.Capacity}");
        Change(SiteSheet.Spare, $"{room.SpareMachines}", $"{numbers.Spare}");
        Change(SiteSheet.Closed, room.ClosedSeats, SeatNumbers.Write(numbers.Closed));
        Change(SiteSheet.Kind, room.IsPaper ? "笔试" : "机考", form.IsPaper ? "笔试" : "机考");
        Change(SiteSheet.Accessible, room.IsAccessible ? "是" : "否", form.IsAccessible ? "是" : "否");
        var affected = isNew || changes.Count == 0 ? 0 : await rooms.AffectedAsync(room.Id, numbers, ct);
        (room.Place, room.Capacity, room.SpareMachines, room.IsPaper, room.IsAccessible) = (numbers.Place, numbers.Capacity, numbers.Spare, form.IsPaper, form.IsAccessible);
        room.Close(numbers.Closed);
        return new(line.Line, site.Name, room.Number, isNew ? SiteEffect.New : changes.Count > 0 ? SiteEffect.Changed : SiteEffect.Same, isNew ? [] : changes, affected, []);

        void Change(string column, string before, string after)
        {
            if (before != after) changes.Add($"{column}：{(before.Length > 0 ? before : "无")} → {(after.Length > 0 ? after : "无")}");
        }
    }

    private static void Text(SiteLine line, string column, int most, bool needed, List<string> faults)
    {
        if (needed && line[column].Length == 0) faults.Add($"没有填写{column}");
        else if (line[column].Length > most) faults.Add($"{column}不能超过{most}个字，这一行有{line[column].Length}个");
    }
}
