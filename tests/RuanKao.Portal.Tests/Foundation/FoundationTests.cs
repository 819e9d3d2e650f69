using RuanKao.Portal.Foundation;

namespace RuanKao.Portal.Tests.Foundation;

public class FoundationTests
{
    [Fact]
    public void Midnight_ends_a_window_as_24_00_of_the_day_before()
    {
        var window = new TimeWindow(Beijing.At(2031, 3, 16, 9), Beijing.At(2031, 4, 10, 24));
        Assert.Equal("2031-03-16 09:00 至 2031-04-10 24:00", window.ToString());
        Assert.Equal("2031年4月10日 24:00", Beijing.Deadline(window.To!.Value));
    }

    [Fact]
    public void A_window_opens_with_its_first_instant_and_closes_with_its_last()
    {
        var window = new TimeWindow(Beijing.At(2031, 3, 16, 9), Beijing.At(2031, 4, 10, 24));
        Assert.False(window.Contains(window.From!.Value.AddTicks(-1)));
        Assert.True(window.Contains(window.From!.Value));
        Assert.True(window.Contains(window.To!.Value.AddTicks(-1)));
        Assert.False(window.Contains(window.To!.Value));
        Assert.True(window.IsOver(window.To!.Value));
        Assert.True(window.IsBefore(window.From!.Value.AddTicks(-1)));
    }

    [Fact]
    public void An_unpublished_window_is_neither_open_nor_over()
    {
        var now = Beijing.At(2031, 3, 16);
        Assert.False(TimeWindow.Unpublished.Contains(now) || TimeWindow.Unpublished.IsOver(now) || TimeWindow.Unpublished.IsBefore(now));
        Assert.Equal("时间未公布", TimeWindow.Unpublished.ToString());
    }

    [Fact]
    public void The_day_in_Beijing_begins_eight_hours_before_the_day_in_Greenwich() =>
        Assert.Equal(new DateOnly(2031, 1, 1), Beijing.Day(new DateTime(2030, 12, 31, 16, 0, 0, DateTimeKind.Utc)));

    [Theory]
    [InlineData(10000, "100.00")]
    [InlineData(1, "0.01")]
    [InlineData(123456, "1234.56")]
    public void Fen_and_yuan_agree(int fen, string yuan)
    {
        Assert.Equal(yuan, Money.Yuan(fen));
        Assert.Equal(fen, Money.Fen(yuan));
    }

    [Theory]
    [InlineData("1.001")]
    [InlineData("一百")]
    [InlineData("")]
    [InlineData(null)]
    public void Text_that_is_no_amount_has_no_fen(string? text) => Assert.Null(Money.Fen(text));

    [Fact]
    public void The_check_digit_finds_every_wrong_digit_and_every_swap_of_neighbours()
    {
        var number = CheckDigit.Append("5326100031874");
        Assert.True(CheckDigit.Holds(number));
        for (var i = 0; i < number.Length; i++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
                if (digit != number[i]) Assert.False(CheckDigit.Holds(number[..i] + digit + number[(i + 1)..]));
            if (i > 0 && number[i] != number[i - 1])
                Assert.False(CheckDigit.Holds(number[..(i - 1)] + number[i] + number[i - 1] + number[(i + 1)..]));
        }
    }

    [Theory]
    [InlineData("买买提•吐尔逊", "买买提·吐尔逊")]
    [InlineData("  欧阳䶮 ", "欧阳䶮")]
    [InlineData("Anna  Lindqvist", "Anna Lindqvist")]
    public void A_name_is_stored_in_one_spelling(string typed, string stored)
    {
        Assert.Equal(stored, PersonName.Normalise(typed));
        Assert.Null(PersonName.Fault(stored));
    }

    [Theory]
    [InlineData("", "请填写")]
    [InlineData("张三1", "1")]
    [InlineData("张\uE863", "自造字")]
    [InlineData("<b>", "<")]
    public void A_name_that_no_card_has_is_refused_in_words(string name, string words) => Assert.Contains(words, PersonName.Fault(name));

    [Fact]
    public void Names_are_counted_in_text_elements()
    {
        Assert.Null(PersonName.Fault(string.Concat(Enumerable.Repeat("𠮷", PersonName.MaxTextElements))));
        Assert.NotNull(PersonName.Fault(string.Concat(Enumerable.Repeat("𠮷", PersonName.MaxTextElements + 1))));
    }

    [Theory]
    [InlineData("138 0000 0021", "13800000021", AddressKind.Mobile)]
    [InlineData("+8613800000021", "13800000021", AddressKind.Mobile)]
    [InlineData(" Zhang@Example.com ", "zhang@example.com", AddressKind.Email)]
    [InlineData("１３８－００００－００２１", "13800000021", AddressKind.Mobile)]
    [InlineData("8613800000021", "13800000021", AddressKind.Mobile)]
    [InlineData("0086 138 0000 0021", "13800000021", AddressKind.Mobile)]
    [InlineData("＋８６　13800000021", "13800000021", AddressKind.Mobile)]
    [InlineData("(86)13800000021", "13800000021", AddressKind.Mobile)]
    [InlineData("zhang＠example。com", "zhang@example.com", AddressKind.Email)]
    [InlineData("ｚｈａｎｇ１@example．com", "zhang1@example.com", AddressKind.Email)]
    public void An_address_is_stored_in_one_spelling(string typed, string stored, AddressKind kind)
    {
        var address = ContactAddress.Parse(typed, out var fault);
        Assert.Null(fault);
        Assert.Equal(new(kind, stored), address);
    }

    [Theory]
    [InlineData("1380000002", "您输入了10位")]
    [InlineData("23800000021", "以1开头")]
    [InlineData("zhang@", "邮箱格式不对")]
    [InlineData("861380000002", "您输入了12位")]
    [InlineData("+85213800000021", "以1开头")]
    [InlineData("zhang@a.com\r\nBcc: x@y.cn", "邮箱格式不对")]
    [InlineData("", "请填写")]
    public void A_wrong_address_is_told_how_to_mend_it(string typed, string words)
    {
        Assert.Null(ContactAddress.Parse(typed, out var fault));
        Assert.Contains(words, fault);
    }

    [Fact]
    public void Masks_keep_only_what_the_owner_recognises()
    {
        Assert.Equal("110***********002X", Mask.IdNumber("11010519491231002X"));
        Assert.Equal("138****0021", Mask.Mobile("13800000021"));
        Assert.Equal("zh***@example.com", Mask.Email("zhang@example.com"));
    }
}
