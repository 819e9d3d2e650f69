using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RuanKao.Portal.Tests.Persistence;

/// <summary>A T-SQL script read by Microsoft's own parser, with the faults that SQL Server would only tell at run time.</summary>
public sealed class SqlServerScript
{
    private sealed record Column(string Type, int? Bytes, bool IsMax);

    private readonly Dictionary<string, Dictionary<string, Column>> tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Table, string Name, string[] Columns, int Limit)> keys = [];
    private readonly List<(string From, string To)> cascades = [];

    public SqlServerScript(string text)
    {
        var script = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        Errors = errors.Select(e => $"line {e.Line}: {e.Message}").ToList();
        if (Errors.Count == 0) script.Accept(new Reader(this));
    }

    public IReadOnlyList<string> Errors { get; }

    public IReadOnlyCollection<string> Tables => tables.Keys;

    /// <summary>Keys on max types (error 1919) and keys longer than 900 (clustered) or 1,700 bytes.</summary>
    public IEnumerable<string> KeyFaults()
    {
        foreach (var (table, name, columns, limit) in keys)
        {
            var parts = columns.Select(c => (Name: c, Column: tables[table][c])).ToList();
            foreach (var part in parts.Where(p => p.Column.IsMax)) yield return $"{table}.{name}: {part.Name} is of a max type";
            var bytes = parts.Sum(p => p.Column.Bytes ?? 0);
            if (bytes > limit) yield return $"{table}.{name}: {bytes} bytes, at most {limit}";
        }
    }

    /// <summary>Tables that a delete would reach by more than one cascade (error 1785).</summary>
    public IEnumerable<string> CascadeFaults()
    {
        foreach (var start in tables.Keys)
        {
            var reached = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
            Follow(start, [start]);
            foreach (var (table, times) in reached.Where(r => r.Value > 1)) yield return $"{start} reaches {table} {times} times";

            void Follow(string table, HashSet<string> path)
            {
                foreach (var (from, _) in cascades.Where(c => string.Equals(c.To, table, StringComparison.OrdinalIgnoreCase)))
                {
                    reached[from] = reached.GetValueOrDefault(from) + 1;
                    if (path.Contains(from)) reached[from]++;
                    else Follow(from, [.. path, from]);
                }
            }
        }
    }

    private sealed class Reader(SqlServerScript script) : TSqlFragmentVisitor
    {
        public override void Visit(CreateTableStatement node)
        {
            var table = node.SchemaObjectName.BaseIdentifier.Value;
            script.tables[table] = node.Definition.ColumnDefinitions.ToDictionary(c => c.ColumnIdentifier.Value, c => ColumnOf(c), StringComparer.OrdinalIgnoreCase);
            foreach (var constraint in node.Definition.TableConstraints.Concat(node.Definition.ColumnDefinitions.SelectMany(c => c.Constraints))) Constraint(table, constraint);
        }

        public override void Visit(AlterTableAddTableElementStatement node)
        {
            var table = node.SchemaObjectName.BaseIdentifier.Value;
            foreach (var column in node.Definition.ColumnDefinitions) script.tables[table][column.ColumnIdentifier.Value] = ColumnOf(column);
            foreach (var constraint in node.Definition.TableConstraints) Constraint(table, constraint);
        }

        public override void Visit(CreateIndexStatement node) => script.keys.Add((node.OnName.BaseIdentifier.Value, node.Name.Value,
            node.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value).ToArray(), node.Clustered == true ? 900 : 1700));

        // EF Core renames a column by sp_rename N'[Table].[Old]', N'New', 'COLUMN'; keys of before and after may name it either way.
        public override void Visit(ExecuteStatement node)
        {
            if (node.ExecuteSpecification.ExecutableEntity is not ExecutableProcedureReference { ProcedureReference.ProcedureReference.Name.BaseIdentifier.Value: "sp_rename",
                    Parameters: [{ ParameterValue: StringLiteral from }, { ParameterValue: StringLiteral to }, ..] }) return;
            if (from.Value.Split('.').Select(part => part.Trim('[', ']')).ToArray() is [.., var table, var old] && script.tables[table].TryGetValue(old, out var column))
                script.tables[table][to.Value] = column;
        }

        private void Constraint(string table, ConstraintDefinition constraint)
        {
            if (constraint is UniqueConstraintDefinition { Columns.Count: > 0 } key)
                script.keys.Add((table, key.ConstraintIdentifier?.Value ?? "key",
                    key.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value).ToArray(), key.Clustered ?? key.IsPrimaryKey ? 900 : 1700));
            if (constraint is ForeignKeyConstraintDefinition { DeleteAction: DeleteUpdateAction.Cascade or DeleteUpdateAction.SetNull } foreign)
                script.cascades.Add((table, foreign.ReferenceTableName.BaseIdentifier.Value));
        }

        private static Column ColumnOf(ColumnDefinition column)
        {
            var type = (ParameterizedDataTypeReference)column.DataType;
            var name = type.Name.BaseIdentifier.Value.ToLowerInvariant();
            var isMax = type.Parameters.Any(p => p is MaxLiteral);
            var length = type.Parameters.FirstOrDefault() is IntegerLiteral l ? int.Parse(l.Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
            return new(name, name switch
            {
                "nvarchar" or "nchar" => length * 2,
                "varchar" or "varbinary" or "char" or "binary" => length,
                "uniqueidentifier" => 16,
                "bigint" or "datetime2" or "datetimeoffset" or "float" => 10,
                "int" => 4,
                _ => 9,
            }, isMax);
        }
    }
}
