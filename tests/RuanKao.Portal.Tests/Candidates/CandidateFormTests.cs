using System.ComponentModel.DataAnnotations;
using RuanKao.Portal.Candidates;
using RuanKao.Portal.Tests.Accounts;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Tests.Support;

namespace RuanKao.Portal.Tests.Candidates;

public class CandidateFormTests
{
    [Theory]
    [InlineData(typeof(IdentityForm), nameof(IdentityForm.Name), PersonName.MaxLength)]
    [InlineData(typeof(IdentityForm), nameof(IdentityForm.Number), 40)]
    [InlineData(typeof(IdentityForm), nameof(IdentityForm.GuardianName), PersonName.MaxLength, false)]
    [InlineData(typeof(ClaimForm), nameof(ClaimForm.Words), IdentityCase.WordsLength, false)]
    [InlineData(typeof(BanForm), nameof(BanForm.Name), PersonName.MaxLength)]
    [InlineData(typeof(BanForm), nameof(BanForm.Number), 40)]
    [InlineData(typeof(BanForm), nameof(BanForm.Basis), ExamBan.BasisLength, false)]
    public void A_field_is_asked_for_and_has_a_length(Type form, string field, int most, bool isAsked = true) => Fields.Holds(form, field, most, isAsked);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void A_reviewer_has_one_to_thirty_working_days(int days, bool holds) =>
        Assert.Equal(holds, Validator.TryValidateProperty(days, new(new IdentityCaseOptions()) { MemberName = nameof(IdentityCaseOptions.WorkingDays) }, null));
}
