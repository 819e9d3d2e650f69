using RuanKao.Portal.Exams;

namespace RuanKao.Sandbox.Demo;

/// <summary>Fees as they were found in public notices; where none was found the fee stays 未公布. No approval document was found for any.</summary>
public static class DemoFees
{
    public static FeeRule Of(string institution) => institution switch
    {
        "11" => PerPaper(57),
        "12" => ByLevel(150, 150, 225),
        "13" => PerPaper(73, registration: 10),
        "14" => ByLevel(170, 170, 255),
        "15" => PerPaper(68, registration: 20),
        "21" => new(FeeKind.Free),
        "22" => PerPaper(65, registration: 18),
        "23" => PerPaper(73),
        "31" => PerPaper(60, registration: 10),
        "32" => ByLevel(170, 170, 240),
        "33" or "38" => ByLevel(200, 200, 300),
        "34" or "37" or "51" => PerPaper(68),
        "35" => ByLevel(180, 180, 270),
        "36" => PerPaper(78) with { JuniorFen = 6900 },
        "42" => ByLevel(200, 200, 300) with { Exceptions = "INFORMATION_PROCESSING_TECHNICIAN=17000" },
        "43" => ByLevel(130, 160, 190),
        "44" => PerPaper(73),
        "53" => ByLevel(100, 100, 150),
        _ => new(FeeKind.Unpublished),
    };

    private static FeeRule ByLevel(int junior, int intermediate, int senior) =>
        new(FeeKind.FlatByLevel, JuniorFen: junior * 100, IntermediateFen: intermediate * 100, SeniorFen: senior * 100);

    private static FeeRule PerPaper(int yuan, int registration = 0) =>
        new(FeeKind.PerPaper, registration * 100, yuan * 100, yuan * 100, yuan * 100);
}
