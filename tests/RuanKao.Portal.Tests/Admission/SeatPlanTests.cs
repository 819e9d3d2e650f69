using RuanKao.Portal.Admission;

namespace RuanKao.Portal.Tests.Admission;

public class SeatPlanTests
{
    /// <summary>Many random houses: regions, rooms, batches and people, the same for the same number.</summary>
    public static TheoryData<int> Houses => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Houses))]
    public void Nobody_shares_a_seat_and_nobody_who_fits_is_without(int number)
    {
        var house = House.Make(number);
        var plan = house.Plan([]);

        Assert.Equal(plan.Placements.Count, plan.Placements.Select(p => p.Seat).Distinct().Count());
        Assert.Equal(house.Candidates.Count, plan.Placements.Count + plan.Shortages.Sum(s => s.Candidates));
        Assert.Equal(plan.Placements.Count, plan.Placements.Select(p => p.RegistrationId).Distinct().Count());
        foreach (var placement in plan.Placements)
        {
            var candidate = house.Candidates.Single(c => c.RegistrationId == placement.RegistrationId);
            var room = house.Rooms.Single(r => r.RoomId == placement.Seat.RoomId);
            Assert.Equal(candidate.RegionCode, room.RegionCode);
            Assert.Contains(placement.Seat.Batch, candidate.Batches);
            Assert.InRange(placement.Seat.Number, 1, room.Capacity);
        }

        foreach (var shortage in plan.Shortages.Where(s => s.Reason == SeatShortageReason.TooFewSeats))
        {
            // Short means full: in each batch that somebody without a seat could have taken no seat is left.
            var seated = plan.Placements.Select(p => p.RegistrationId).ToHashSet();
            var seats = house.Rooms.Where(r => r.RegionCode == shortage.RegionCode).Sum(r => r.Capacity);
            foreach (var batch in house.Candidates.Where(c => c.RegionCode == shortage.RegionCode && !seated.Contains(c.RegistrationId)).SelectMany(c => c.Batches).Distinct())
                Assert.Equal(seats, plan.Placements.Count(p => p.Seat.Batch == batch && house.Rooms.Single(r => r.RoomId == p.Seat.RoomId).RegionCode == shortage.RegionCode));
        }
    }

    [Theory, MemberData(nameof(Houses))]
    public void The_same_people_and_rooms_give_the_same_plan_in_whatever_order_they_are_read(int number)
    {
        var house = House.Make(number);
        var shuffled = house with { Candidates = [.. house.Candidates.OrderBy(c => c.RegistrationId)] };

        Assert.Equal(house.Plan([]).Placements.OrderBy(p => p.RegistrationId), shuffled.Plan([]).Placements.OrderBy(p => p.RegistrationId));
    }

    [Theory, MemberData(nameof(Houses))]
    public void Adding_people_moves_nobody(int number)
    {
        var house = House.Make(number);
        var half = house with { Candidates = [.. house.Candidates.Take(house.Candidates.Count / 2)] };
        var first = half.Plan([]);
        var seated = first.Placements.Select(p => p.RegistrationId).ToHashSet();
        var rest = house with { Candidates = [.. house.Candidates.Where(c => !seated.Contains(c.RegistrationId))] };

        var second = rest.Plan([.. first.Placements.Select(p => p.Seat)]);

        var all = first.Placements.Concat(second.Placements).ToList();
        Assert.Equal(all.Count, all.Select(p => p.Seat).Distinct().Count());
        Assert.DoesNotContain(second.Placements, p => seated.Contains(p.RegistrationId));
        Assert.Equal(house.Candidates.Count, all.Count + second.Shortages.Sum(s => s.Candidates));
    }

    [Fact]
    public void Another_seed_gives_another_order()
    {
        var house = House.Make(3, people: 30);
        Assert.NotEqual(house.Plan([]).Placements, (house with { Seed = "2031-2:53" }).Plan([]).Placements);
    }

    [Fact]
    public void What_is_missing_is_told_apart()
    {
        var room = new SeatRoom(Guid.NewGuid(), "5301", 2);
        SeatCandidate[] people =
        [
            .. Enumerable.Range(0, 3).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1])),
            new(Guid.NewGuid(), "5307", [1]),
            new(Guid.NewGuid(), "5301", []),
        ];

        var plan = SeatPlan.Make("2031-1:53", people, [room], []);

        Assert.Equal(
            [new("5301", SeatShortageReason.NoSitting, 1), new("5301", SeatShortageReason.TooFewSeats, 1), new("5307", SeatShortageReason.NoRoom, 1)],
            plan.Shortages);
    }

    [Fact]
    public void Who_can_sit_only_in_the_first_batch_is_not_crowded_out_by_those_who_can_sit_in_two()
    {
        var room = new SeatRoom(Guid.NewGuid(), "5301", 10);
        SeatCandidate[] people =
        [
            .. Enumerable.Range(0, 10).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1, 2])),
            .. Enumerable.Range(0, 10).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1])),
        ];

        Assert.Empty(SeatPlan.Make("2031-1:53", people, [room], []).Shortages);
    }

    [Fact]
    public void Whose_seat_comes_first_sits_in_the_room_that_suits_and_others_there_last()
    {
        var (plain, suits) = (new SeatRoom(Guid.NewGuid(), "5301", 3), new SeatRoom(Guid.NewGuid(), "5301", 3, Suits: true));
        var first = Enumerable.Range(0, 2).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1, 2], First: true)).ToList();
        var others = Enumerable.Range(0, 4).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1])).ToList();

        var plan = SeatPlan.Make("2031-1:53", [.. others, .. first], [plain, suits], []);

        Assert.Empty(plan.Shortages);
        Assert.Equal([new(suits.RoomId, 1, 1), new(suits.RoomId, 1, 2)], Seats(plan, first));
        Assert.Equal([new(plain.RoomId, 1, 1), new(plain.RoomId, 1, 2), new(plain.RoomId, 1, 3), new(suits.RoomId, 1, 3)], Seats(plan, others));
    }

    [Fact]
    public void Without_a_room_that_suits_they_have_the_first_seats()
    {
        var room = new SeatRoom(Guid.NewGuid(), "5301", 5);
        var first = Enumerable.Range(0, 2).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1, 2], First: true)).ToList();
        var others = Enumerable.Range(0, 3).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1])).ToList();
        Assert.Equal([new(room.RoomId, 1, 1), new(room.RoomId, 1, 2)], Seats(SeatPlan.Make("2031-1:53", [.. others, .. first], [room], []), first));
    }

    [Fact]
    public void Coming_first_costs_nobody_a_seat()
    {
        var room = new SeatRoom(Guid.NewGuid(), "5301", 3, Suits: true);
        var first = new SeatCandidate(Guid.NewGuid(), "5301", [1, 2], First: true);
        var others = Enumerable.Range(0, 3).Select(_ => new SeatCandidate(Guid.NewGuid(), "5301", [1])).ToList();
        var plan = SeatPlan.Make("2031-1:53", [first, .. others], [room], []);
        Assert.Empty(plan.Shortages);
        Assert.Equal([new(room.RoomId, 2, 1)], Seats(plan, [first]));
    }

    private static IEnumerable<Seat> Seats(SeatPlan plan, IEnumerable<SeatCandidate> of) =>
        plan.Placements.Where(p => of.Any(c => c.RegistrationId == p.RegistrationId)).Select(p => p.Seat);

    private sealed record House(string Seed, List<SeatCandidate> Candidates, List<SeatRoom> Rooms)
    {
        public SeatPlan Plan(IReadOnlyList<Seat> taken) => SeatPlan.Make(Seed, Candidates, Rooms, taken);

        public static House Make(int number, int? people = null)
        {
            var random = new Random(number);
            string[] regions = ["5301", "5303", "5307"];
            int[][] batches = [[1], [2], [1, 2], [1, 2, 3]];
            var rooms = Enumerable.Range(0, random.Next(1, 8)).Select(_ => new SeatRoom(NewId(), regions[random.Next(3)], random.Next(1, 12), Suits: random.Next(4) == 0)).ToList();
            var candidates = Enumerable.Range(0, people ?? random.Next(0, 80)).Select(_ => new SeatCandidate(NewId(), regions[random.Next(3)], batches[random.Next(4)], First: random.Next(6) == 0)).ToList();
            return new("2031-1:53", candidates, rooms);

            Guid NewId()
            {
                var bytes = new byte[16];
                random.NextBytes(bytes);
                return new(bytes);
            }
        }
    }
}
