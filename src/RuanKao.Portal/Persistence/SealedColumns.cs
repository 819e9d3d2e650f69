using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace RuanKao.Portal.Persistence;

/// <summary>A column that holds values of <see cref="PersonalDataSeal"/>, found in the model by its name: it ends in Sealed.</summary>
public sealed record SealedColumn(string Property, string Table, string? Schema, string Column, string KeyColumn, bool IsFile);

public static class SealedColumns
{
    public const string Suffix = "Sealed";

    /// <summary>Every one of the model, so that a new one cannot be forgotten when a key rotates.</summary>
    public static IReadOnlyList<SealedColumn> Of(IModel model) =>
    [
        .. from entity in model.GetEntityTypes()
           from property in entity.GetDeclaredProperties()
           where property.Name.EndsWith(Suffix, StringComparison.Ordinal)
           let column = property.GetTableColumnMappings().Single().Column
           orderby column.Table.Name, column.Name
           select new SealedColumn($"{entity.ClrType.Name}.{property.Name}", column.Table.Name, column.Table.Schema, column.Name,
               column.Table.PrimaryKey!.Columns.Single().Name, property.ClrType == typeof(byte[])),
    ];
}

/// <summary>What became of one column: values sealed anew, values that another hand changed meanwhile, values that no listed key opens.</summary>
public sealed record ResealCount(string Property, int Resealed, int Unreadable);

/// <summary>Seals with the active key what an older one sealed, in small batches; stopped and begun again it goes on where it was.</summary>
public sealed class Resealing(PortalContext db, PersonalDataSeal seal)
{
    public const int Batch = 200;

    public async Task<IReadOnlyList<ResealCount>> RunAsync(Action<ResealCount>? tell = null, CancellationToken ct = default)
    {
        var counts = new List<ResealCount>();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            foreach (var column in SealedColumns.Of(db.Model)) Add(await ColumnAsync(column, ct));
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        Add(await KeyRingAsync(ct));
        return counts;

        void Add(ResealCount count)
        {
            counts.Add(count);
            tell?.Invoke(count);
        }
    }

    private async Task<ResealCount> ColumnAsync(SealedColumn column, CancellationToken ct)
    {
        var (resealed, unreadable) = (0, 0);
        while (await BatchAsync(column, unreadable, ct) is { Count: > 0 } batch)
        {
            foreach (var (key, old) in batch)
            {
                // Compared with what was read, so that a value written meanwhile is never overwritten.
                if (Anew(old) is { } fresh) resealed += await WriteAsync(column, key, old, fresh, ct);
                else unreadable++;
            }
        }
        return new(column.Property, resealed, unreadable);
    }

    private object? Anew(object old)
    {
        try { return old is byte[] file ? seal.SealBytes(seal.OpenBytes(file)) : seal.Seal(seal.Open((string)old)); }
        catch (Exception fault) when (fault is System.Security.Cryptography.CryptographicException or FormatException or ArgumentException or OverflowException) { return null; }
    }

    private async Task<List<(object Key, object Value)>> BatchAsync(SealedColumn column, int skip, CancellationToken ct)
    {
        await using var command = Command();
        var (key, value) = (Quoted(column.KeyColumn), Quoted(column.Column));
        var prefix = seal.ActivePrefix;
        var begin = db.Database.IsSqlite() ? $"substr({value}, 1, {prefix.Length})" : $"SUBSTRING({value}, 1, {prefix.Length})";
        // Key names differ by case; SQL Server would not see it.
        var compared = column.IsFile || db.Database.IsSqlite() ? begin : begin + " COLLATE Latin1_General_BIN2";
        command.CommandText = $"SELECT {key}, {value} FROM {TableOf(column)} WHERE {value} IS NOT NULL AND {compared} <> @prefix ORDER BY {key} "
            + (db.Database.IsSqlite() ? $"LIMIT {Batch} OFFSET {skip}" : $"OFFSET {skip} ROWS FETCH NEXT {Batch} ROWS ONLY");
        Give(command, "@prefix", column.IsFile ? System.Text.Encoding.ASCII.GetBytes(prefix) : prefix);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(object, object)>();
        while (await reader.ReadAsync(ct)) rows.Add((reader.GetValue(0), reader.GetValue(1)));
        return rows;
    }

    private async Task<int> WriteAsync(SealedColumn column, object key, object old, object fresh, CancellationToken ct)
    {
        await using var command = Command();
        command.CommandText = $"UPDATE {TableOf(column)} SET {Quoted(column.Column)} = @fresh WHERE {Quoted(column.KeyColumn)} = @key AND {Quoted(column.Column)} = @old";
        Give(command, "@fresh", fresh);
        Give(command, "@key", key);
        Give(command, "@old", old);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<ResealCount> KeyRingAsync(CancellationToken ct)
    {
        var (resealed, unreadable) = (0, 0);
        foreach (var row in await db.DataProtectionKeys.ToListAsync(ct))
        {
            if (KeyRingSeal.Anew(row.Xml!, seal) is not { } fresh) unreadable++;
            else if (fresh != row.Xml) (row.Xml, resealed) = (fresh, resealed + 1);
        }
        await db.SaveChangesAsync(ct);
        return new("DataProtectionKey.Xml", resealed, unreadable);
    }

    private DbCommand Command() => db.Database.GetDbConnection().CreateCommand();

    private string Quoted(string name) => db.GetService<ISqlGenerationHelper>().DelimitIdentifier(name);

    private string TableOf(SealedColumn column) => db.GetService<ISqlGenerationHelper>().DelimitIdentifier(column.Table, column.Schema);

    private static void Give(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
