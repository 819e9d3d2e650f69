using RuanKao.Portal.Admission.Seats;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Admission;

/// <summary>What decision 0025 promises of a plan, over random houses of regions, rooms, batches and people; a failure names its number.</summary>
public class SeatPlanTests
{
    private const int Trials = 400;

    [Fact]
    public void Every_promise_is_kept_in_whatever_house()
    {
        for (var number = 1; number <= Trials; number++)
        {
            var house = House(number);
            Assert.Empty(SeatCheck.Faults(house, SeatPlanner.Make(house)).Select(f => $"house {number}: {f}"));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_plan_in_whatever_order_people_are_read()
    {
        for (var number = 1; number <= Trials / 4; number++)
        {
            var house = House(number);
            var order = Enumerable.Range(0, house.Seekers.Length).OrderBy(at => house.Seekers[at].Id).ToArray();
            var (one, again, other) = (SeatPlanner.Make(house), SeatPlanner.Make(house), SeatPlanner.Make(house with { Seekers = [.. order.Select(at => house.Seekers[at])] }));
            Assert.Equal(one.Seats, again.Seats);
            Assert.Equal(order.Select(at => one.Seats[at]), other.Seats);
        }
    }

    [Fact]
    public void Another_seed_gives_another_order()
    {
        var house = House(3, people: 60);
        Assert.NotEqual(SeatPlanner.Make(house).Seats, SeatPlanner.Make(house with { Seed = "2031-2:53" }).Seats);
    }

    [Fact]
    public void A_second_plan_over_the_first_moves_nobody_and_one_with_new_people_only_seats_those()
    {
        for (var number = 1; number <= Trials / 2; number++)
        {
            var house = House(number);
            var some = house with { Seekers = [.. house.Seekers.Take(house.Seekers.Length * 2 / 3)] };
            var first = SeatPlanner.Make(some);
            var later = house with { Seekers = [.. house.Seekers.Select((s, at) => at < first.Seats.Length ? s with { Present = first.Seats[at] } : s)] };
            var second = SeatPlanner.Make(later);
            Assert.Empty(SeatCheck.Faults(later, second).Select(f => $"house {number}: {f}"));
            // Whoever gave way did so for one who could sit in no other batch.
            for (var at = 0; at < first.Seats.Length; at++)
                if (!first.Seats[at].IsNone && (second.Seats[at].Why & SeatWhy.GaveWay) == 0) Assert.True(first.Seats[at] == second.Seats[at], $"house {number}: {at} moved");
            var same = later with { Seekers = [.. later.Seekers.Select((s, at) => s with { Present = second.Seats[at] })] };
            Assert.Equal(second.Seats, SeatPlanner.Make(same).Seats);
        }
    }

    [Fact]
    public void When_rooms_and_seats_close_only_those_who_sat_there_move()
    {
        for (var number = 1; number <= Trials; number++)
        {
            var house = House(number);
            var first = SeatPlanner.Make(house);
            var random = new Random(number);
            var halls = house.Halls.Select(h => random.Next(3) > 0 ? h : h with { Closed = random.Next(3) == 0 ? [.. Enumerable.Range(1, h.Capacity)] : [.. Enumerable.Range(1, h.Capacity).Where(_ => random.Next(5) == 0)] }).ToArray();
            var changed = house with { Halls = halls, Seekers = [.. house.Seekers.Select((s, at) => s with { Present = first.Seats[at], Region = random.Next(25) == 0 ? 0 : s.Region })] };
            var second = SeatPlanner.Make(changed);
            Assert.Empty(SeatCheck.Faults(changed, second).Select(f => $"house {number}: {f}"));
            for (var at = 0; at < first.Seats.Length; at++)
                if (!first.Seats[at].IsNone && !SeatCheck.CanStay(changed, at) && !second.Seats[at].IsNone) Assert.True(second.Seats[at].Why.HasFlag(SeatWhy.Moved), $"house {number}: {at} is not told to have moved");
        }
    }

    [Fact]
    public void As_few_give_way_as_can_be_in_small_houses()
    {
        for (var number = 1; number <= Trials; number++)
        {
            var random = new Random(number);
            var hall = new SeatHall(NewId(random), 0, random.Next(1, 3));
            var seekers = Enumerable.Range(0, random.Next(2, 7)).Select(_ => new SeatSeeker(NewId(random), 0, (ulong)random.Next(1, 8))).ToArray();
            var taken = new HashSet<(short, short)>();
            for (var at = 0; at < seekers.Length; at++)
            {
                PlannedSeat seat = new(0, (short)random.Next(3), (short)random.Next(1, hall.Capacity + 1), SeatWhy.Drawn);
                if (random.Next(2) == 0 && (seekers[at].Batches >> seat.Batch & 1) != 0 && taken.Add((seat.Batch, seat.Number))) seekers[at] = seekers[at] with { Present = seat };
            }
            var plan = SeatPlanner.Make(new("seed", seekers, [hall], new()));
            var seated = plan.Seats.Count(s => !s.IsNone);
            Assert.Equal((number, Fewest(0, new int[3], 0, 0)), (number, plan.Seats.Count(s => s.Why.HasFlag(SeatWhy.GaveWay))));

            // Every way to give each a batch or none, with as many seated.
            int Fewest(int at, int[] full, int sit, int moved)
            {
                if (at == seekers.Length) return sit == seated ? moved : int.MaxValue;
                var present = seekers[at].Present;
                var best = present.IsNone ? Fewest(at + 1, full, sit, moved) : int.MaxValue;
                for (var batch = 0; batch < 3; batch++)
                {
                    if ((seekers[at].Batches >> batch & 1) == 0 || full[batch] == hall.Capacity) continue;
                    full[batch]++;
                    best = Math.Min(best, Fewest(at + 1, full, sit + 1, moved + (!present.IsNone && present.Batch != batch ? 1 : 0)));
                    full[batch]--;
                }
                return best;
            }
        }
    }

    [Fact]
    public void What_is_missing_is_told_apart()
    {
        SeatSeeker[] people = [.. Enumerable.Range(0, 3).Select(_ => new SeatSeeker(Guid.NewGuid(), 0, 1)), new(Guid.NewGuid(), 1, 1), new(Guid.NewGuid(), 0, 0)];
        var plan = SeatPlanner.Make(new("2031-1:53", people, [new(Guid.NewGuid(), 0, 2)], new()));
        Assert.Equal([new(0, SeatShortageReason.NoSitting, 0, 1), new(0, SeatShortageReason.TooFewSeats, 1, 1), new(1, SeatShortageReason.NoRoom, 1, 1)], plan.Shortages);
    }

    [Fact]
    public void Who_can_sit_only_in_the_first_batch_is_not_crowded_out_by_those_who_can_sit_in_two()
    {
        SeatSeeker[] people = [.. Enumerable.Range(0, 10).Select(_ => new SeatSeeker(Guid.NewGuid(), 0, 3)), .. Enumerable.Range(0, 10).Select(_ => new SeatSeeker(Guid.NewGuid(), 0, 1))];
        Assert.Empty(SeatPlanner.Make(new("2031-1:53", people, [new(Guid.NewGuid(), 0, 10)], new())).Shortages);
    }

    [Fact]
    public void Whose_seat_comes_first_sits_in_the_room_that_suits_and_others_there_last()
    {
        var people = People(2, 3, first: true).Concat(People(4, 1)).ToArray();
        var plan = SeatPlanner.Make(new("2031-1:53", people, [new(Guid.NewGuid(), 0, 3), new(Guid.NewGuid(), 0, 3, Suits: true)], new()));
        Assert.Empty(plan.Shortages);
        Assert.Equal([(1, 0, 1), (1, 0, 2)], Seats(plan, 0..2));
        Assert.Equal([(0, 0, 1), (0, 0, 2), (0, 0, 3), (1, 0, 3)], Seats(plan, 2..6));
    }

    [Fact]
    public void Without_a_room_that_suits_they_have_the_first_seats()
    {
        var plan = SeatPlanner.Make(new("2031-1:53", [.. People(2, 3, first: true), .. People(3, 1)], [new(Guid.NewGuid(), 0, 5)], new()));
        Assert.Equal([(0, 0, 1), (0, 0, 2)], Seats(plan, 0..2));
        Assert.Equal(SeatWhy.Front, plan.Seats[0].Why);
    }

    [Fact]
    public void Coming_first_costs_nobody_a_seat()
    {
        var plan = SeatPlanner.Make(new("2031-1:53", [.. People(1, 3, first: true), .. People(3, 1)], [new(Guid.NewGuid(), 0, 3, Suits: true)], new()));
        Assert.Empty(plan.Shortages);
        Assert.Equal([(0, 1, 1)], Seats(plan, 0..1));
    }

    [Fact]
    public void Lots_can_be_drawn_again_by_anybody()
    {
        // The vectors of the authors of SipHash-2-4: key 00…0f, message 00…0f.
        Assert.Equal(0x3f2acc7f57c29bdbUL, SipVector());
        // A seat order as an outsider works it out: SHA-256 of the seed, SipHash-2-4 of the id.
        Assert.Equal(new SeatOrder("2031-1:53").Of(Guid.Empty), new SeatOrder("2031-1:53").Of(Guid.Empty));
        Assert.NotEqual(new SeatOrder("2031-1:53").Of(Guid.Empty), new SeatOrder("2031-1:11").Of(Guid.Empty));
    }

    private static ulong SipVector() => SeatOrder.SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908, 0x0706050403020100, 0x0f0e0d0c0b0a0908);

    private static IEnumerable<SeatSeeker> People(int count, ulong batches, bool first = false) => Enumerable.Range(0, count).Select(_ => new SeatSeeker(Guid.NewGuid(), 0, batches, First: first)).ToList();

    private static IEnumerable<(int, int, int)> Seats(SeatPlan plan, Range of) => plan.Seats[of].Select(s => (s.Room, (int)s.Batch, (int)s.Number)).Order();

    private static SeatProblem House(int number, int? people = null)
    {
        var random = new Random(number);
        ulong[] batches = [1, 2, 3, 7, 5, 6];
        var halls = Enumerable.Range(0, random.Next(1, 9)).Select(_ =>
        {
            var capacity = random.Next(1, 14);
            return new SeatHall(NewId(random), random.Next(3), capacity, random.Next(4) == 0, random.Next(2) == 0, random.Next(3) > 0 ? null : [.. Enumerable.Range(1, capacity).Where(_ => random.Next(6) == 0)]);
        }).ToArray();
        var (papers, groups) = (random.Next(1, 6), random.Next(1, 12));
        var kinds = random.Next(1, 7);
        var seekers = Enumerable.Range(0, people ?? random.Next(0, 110)).Select(_ => new SeatSeeker(
            NewId(random), random.Next(3), batches[random.Next(kinds)], random.Next(papers), random.Next(2) * random.Next(groups), random.Next(6) == 0)).ToArray();
        return new("2031-1:53", seekers, halls, new(random.Next(5) > 0, random.Next(5) > 0, random.Next(5) > 0));
    }

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
