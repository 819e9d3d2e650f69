using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.House;

public class HouseDoorsTests
{
    private static readonly IReadOnlyList<CompiledHouse.Part> House = CompiledHouse.Read(typeof(PortalProgram).Assembly.Location);

    private static readonly Dictionary<string, string[]> Doors = File.ReadLines(Repository.File("docs", "rooms.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| room ", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[1], cells => cells[2].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [Fact]
    public void Every_room_of_the_house_stands_in_the_table() =>
        Assert.Empty(House.Select(p => p.Room).Distinct().Except(Doors.Keys));

    [Fact]
    public void Views_are_read_as_well_as_classes() =>
        Assert.Contains(House, p => p.Name.EndsWith(".cshtml", StringComparison.Ordinal) && p.Uses.Count > 0);

    [Fact]
    public void Nobody_uses_a_door_that_is_not_there() => Assert.Empty(Trespasses(House, Doors));

    [Fact]
    public void The_guard_sees_a_door_that_is_walled_up()
    {
        var walledUp = Doors.ToDictionary(d => d.Key, d => d.Value.Where(r => r != "Exams").ToArray());
        Assert.Contains(Trespasses(House, walledUp), t => t.StartsWith("Registrations → Exams", StringComparison.Ordinal));
    }

    [Fact]
    public void Foundation_knows_neither_the_web_nor_the_database() =>
        Assert.Empty(from part in House
                     where part.Room == "Foundation"
                     from used in part.Uses
                     where used.Namespace.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                         || used.Namespace.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                     select $"{part.Name} → {used.FullName}");

    private static IEnumerable<string> Trespasses(IEnumerable<CompiledHouse.Part> house, Dictionary<string, string[]> doors) =>
        from part in house
        let allowed = doors.GetValueOrDefault(part.Room, [])
        where !allowed.Contains("*")
        from used in part.Uses
        let space = CompiledHouse.SpaceOf(used)
        where space == CompiledHouse.RootNamespace || space.StartsWith(CompiledHouse.RootNamespace + ".", StringComparison.Ordinal)
        let room = CompiledHouse.RoomOf(space)
        where room != part.Room && room != "Foundation" && !allowed.Contains(room)
        select $"{part.Room} → {room}: {part.Name} uses {used.FullName}";
}
