using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Tests.Accounts;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Tests.Audit;

/// <summary>Everything that staff can send off lands in the audit log under their role. The routes are read from the house: a new one without a line here fails.</summary>
public class StaffActionsTests
{
    private static readonly string[] StaffDoors = [Doors.Staff, Doors.Plans, Doors.Appointing, Doors.Windows, Doors.OfficeOrNational, Doors.Money, Doors.Entrance, Doors.News, .. Enum.GetNames<Role>().Except([nameof(Role.System), nameof(Role.Candidate)])];

    /// <summary>What changes nothing, and why it needs no entry.</summary>
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["POST desk/review/search"] = "a search by what must not stand in an address; it shows the lines of the queue",
        ["POST desk/review/{id:guid}/claim"] = "keeps a case open that is open; nothing of it changes",
        ["POST desk/review/{id:guid}/release"] = "the page was left; nothing of the case changes",
        ["POST desk/money/search"] = "a search by numbers, for the same reason",
        ["POST desk/bans/search"] = "a search by a number, for the same reason",
        ["POST desk/notices/{key}/preview"] = "shows what a text would look like",
        ["POST desk/money/receipts"] = "the same for receipts",
        ["POST desk/admission/files/{institution}/import"] = "shows what the file holds; entering it is the entry",
        ["POST desk/bans/import"] = "shows what the file holds; entering it is the entry",
        ["POST account/two-factor/phone"] = "proof of the phone that is bound; binding the next one is the entry",
    };

    /// <summary>The action each route leaves in the log.</summary>
    private static readonly Dictionary<string, (string Action, Func<PortalFactory, Task<Guid>> Do)> Actions = new()
    {
        ["POST desk/review/{id:guid}/approve"] = ("review.approved", portal => DecideAsync(portal, "approve")),
        ["POST desk/review/{id:guid}/return"] = ("review.returned", portal => DecideAsync(portal, "return")),
        ["POST desk/review/{id:guid}/change/approve"] = ("review.change-approved", ApproveChangeAsync),
        ["POST desk/admission/sites/new"] = ("admission.site-added", AddSiteAsync),
        ["POST desk/admission/{round}/{institution}/seats"] = ("admission.round-seated", SeatAsync),
        ["POST desk/staff/invite"] = ("staff.invited", portal => AsAdministratorAsync(portal, "/desk/staff/invite", null,
            new() { ["Form.Name"] = "王芳", ["Form.Address"] = "wang@yn.example", ["Form.Role"] = "Office" })),
        ["POST desk/staff/{id:guid}/end"] = ("staff.appointment-ended", portal => AsAdministratorAsync(portal, null, "/end", new() { ["Form.Reason"] = "工作调动" })),
        ["POST desk/staff/{id:guid}/reset-factor"] = ("second-factor.reset", portal => AsAdministratorAsync(portal, null, "/reset-factor", new() { ["Form.ResetReason"] = "本人到场" })),
        ["POST desk/staff/invitations/{id:guid}/revoke"] = ("staff.invitation-revoked", RevokeAsync),
        ["POST desk/audit/verify"] = ("audit.verified", VerifyAsync),
        ["POST account/two-factor/codes"] = ("second-factor.codes-renewed", RenewAsync),
        ["POST account/two-factor/phone/new"] = ("second-factor.enrolled", BindAsync),
    };

    /// <summary>Routes whose way takes longer to walk: the test that walks it and looks for the entry.</summary>
    private static readonly Dictionary<string, string> HeldElsewhere = new()
    {
        ["POST desk/news/new"] = "AnnouncementPageTests.A_draft_is_nowhere_until_it_is_published_and_then_it_is_everywhere",
        ["POST desk/news/{id:guid}"] = "AnnouncementPageTests.What_is_published_now_is_not_dated_back_and_what_is_out_keeps_its_time",
        ["POST desk/news/{id:guid}/withdraw"] = "AnnouncementPageTests.Taking_down_is_asked_first_needs_a_reason_and_holds_at_once",
        ["POST desk/tickets/{round}/{institution}"] = "TicketPrintingTests.An_office_orders_all_tickets_and_takes_them_room_by_room",
        ["POST desk/tickets/{round}/{institution}/attendance"] = "AttendancePageTests.What_differs_is_shown_with_every_word_and_settled_by_the_office",
        ["POST door/{round}/{institution}/{site}/entries"] = "DoorTests.What_is_entered_is_kept_once_however_often_it_is_sent",
        ["POST desk/photo-settings"] = "PhotoRulesTests.An_institution_sets_its_own_rules_and_the_change_is_in_the_audit",
        ["POST desk/options/{list}/new"] = "FormOptionTests.An_added_option_can_be_chosen_at_once",
        ["POST desk/options/{id:guid}"] = "FormOptionTests.New_words_reach_every_form",
        ["POST desk/options/{id:guid}/move"] = "FormOptionTests.The_order_is_the_administrators",
        ["POST desk/options/{id:guid}/retire"] = "FormOptionTests.A_retired_option_stays_on_old_forms_and_is_chosen_no_more",
        ["POST desk/options/{id:guid}/restore"] = "FormOptionTests.A_retired_option_stays_on_old_forms_and_is_chosen_no_more",
        ["POST desk/admission/files/{institution}/import/confirm"] = "SiteImportTests.What_was_exported_comes_back_unchanged_and_changes_are_looked_at_first",
        ["POST desk/admission/sites/{site:guid}"] = "ExamRoomTests.A_site_is_reworded_and_gets_more_rooms",
        ["POST desk/admission/sites/{site:guid}/remove"] = "ExamRoomTests.What_nobody_ever_sat_in_is_removed_after_asking",
        ["POST desk/admission/rooms/{room:guid}"] = "ExamRoomTests.Closing_a_seat_that_is_taken_asks_first_and_moves_only_whoever_sat_there",
        ["POST desk/admission/rooms/{room:guid}/remove"] = "ExamRoomTests.What_nobody_ever_sat_in_is_removed_after_asking",
        ["POST desk/admission/{round}/{institution}/rules"] = "SeatRunTests.Rules_are_set_and_a_run_keeps_what_it_was_made_by",
        ["POST desk/admission/{round}/{institution}/rooms/{room:guid}/accessible"] = "CarriedAccommodationTests.Whose_seat_comes_first_sits_in_the_room_that_suits_and_the_office_is_told_before",
        ["POST desk/money/attempts/{id:guid}/refund"] = "MoneyDeskTests.A_cashier_gives_an_incident_back_at_once_and_exactly_what_came",
        ["POST desk/money/refunds/{id:guid}/approve"] = "MoneyDeskTests.Above_the_limit_another_person_agrees_before_anything_is_sent",
        ["POST desk/money/refunds/{id:guid}/decline"] = "MoneyDeskTests.What_is_declined_goes_nowhere_and_may_be_proposed_anew",
        ["POST desk/money/refunds/{id:guid}/retry"] = "RefundRepairTests.A_refund_for_which_the_account_is_too_empty_comes_to_the_desk_and_is_tried_again",
        ["POST desk/money/refunds/{id:guid}/offline"] = "RefundRepairTests.What_was_given_back_offline_ends_the_refund_and_moves_the_registration",
        ["POST desk/money/attempts/{id:guid}/returned"] = "RefundRepairTests.An_incident_that_the_channel_has_given_back_is_booked_when_the_channel_says_so",
        ["POST desk/accommodations/{id:guid}/decide"] = "AccommodationDeskTests.Part_is_granted_after_a_look_at_what_it_comes_to_and_the_candidate_is_told",
        ["POST desk/accommodation-kinds/new"] = "AccommodationKindTests.An_added_kind_can_be_chosen_at_once",
        ["POST desk/accommodation-kinds/{code}"] = "AccommodationKindTests.A_kind_is_reworded_retired_and_restored_and_old_requests_keep_it",
        ["POST desk/review/{id:guid}/number"] = "UnmaskingTests.A_full_number_shows_by_the_button_for_one_view_and_is_noted_each_time",
        ["POST desk/review/{id:guid}/undo"] = "UndoTests.Within_ten_seconds_a_decision_is_undone_and_nothing_has_happened",
        ["POST desk/review/{id:guid}/second"] = "SecondReviewTests.The_asker_hands_the_case_on_and_another_sees_who_asked_and_why",
        ["POST desk/review/{id:guid}/second/withdraw"] = "SecondReviewTests.The_asker_takes_the_request_back_and_may_judge_again",
        ["POST desk/review/batch"] = "BatchTests.Green_cases_are_approved_together_after_a_look_at_the_sample",
        ["POST desk/review/batch/{id:guid}/undo"] = "BatchTests.A_whole_batch_is_undone_at_once",
        ["POST desk/return-reasons"] = "ReturnReasonTests.An_institution_adds_its_own_beside_the_national_ones",
        ["POST desk/return-reasons/{code}"] = "ReturnReasonTests.A_reason_is_reworded_moved_retired_and_restored",
        ["POST desk/review/{id:guid}/change/return"] = "ChangePageTests.A_returned_change_says_why_on_the_form_and_on_the_timeline",
        ["POST desk/money/bills/{id:guid}/again"] = "BillPageTests.Done_again_the_bill_is_fetched_and_compared_once_more",
        ["POST desk/money/bills/{id:guid}/differences"] = "BillPageTests.A_cashier_reads_what_differs_and_notes_what_it_was",
        ["POST desk/notices/{key}"] = "NoticeTextTests.A_new_text_is_in_force_kept_as_a_version_and_audited",
        ["POST desk/notices/{key}/reset"] = "NoticeTextTests.The_built_in_text_comes_back_and_the_versions_stay",
        ["POST desk/money/receipts/confirm"] = "ReceiptImportTests.A_file_is_looked_at_first_and_the_payer_finds_the_receipt",
        ["POST desk/bans/new"] = "BanTests.An_entry_is_kept_sealed_shown_masked_and_audited",
        ["POST desk/bans/import/confirm"] = "BanTests.A_file_is_looked_at_first_and_entered_as_a_whole",
        ["POST desk/bans/{id:guid}/end"] = "BanTests.The_list_is_filtered_by_how_a_ban_stands",
        ["POST desk/windows/{round}/{institution}/extend"] = "WindowTests.Extending_revives_what_lapsed_moves_what_is_owed_and_is_announced_and_audited",
        ["POST desk/windows/{round}/{institution}/suspend"] = "WindowTests.The_office_suspends_after_seeing_how_many_it_touches",
        ["POST desk/windows/{round}/{institution}/void"] = "WindowTests.The_office_voids_after_seeing_whose_it_is",
        ["POST desk/plans/{round}/{institution}/join"] = "PlacePlanTests.An_institution_joins_mends_what_was_copied_and_publishes_and_then_a_candidate_sees_it",
        ["POST desk/plans/{round}/{institution}/windows"] = "PlacePlanTests.A_correction_of_windows_moves_what_is_owed_and_is_on_record",
        ["POST desk/plans/{round}/{institution}/fees"] = "PlacePlanTests.An_institution_joins_mends_what_was_copied_and_publishes_and_then_a_candidate_sees_it",
        ["POST desk/plans/{round}/{institution}/regions"] = "PlacePlanTests.A_region_that_somebody_chose_stays",
        ["POST desk/plans/{round}/{institution}/texts"] = "PlacePlanTests.An_institution_joins_mends_what_was_copied_and_publishes_and_then_a_candidate_sees_it",
        ["POST desk/plans/{round}/{institution}/policy-files"] = "PlacePlanTests.A_policy_file_has_versions_and_candidates_get_the_newest",
        ["POST desk/plans/{round}/{institution}/contacts"] = "PlacePlanTests.Contacts_are_kept_for_every_round_and_two_who_change_them_at_once_are_told",
        ["POST desk/plans/{round}/{institution}/publish"] = "PlacePlanTests.An_institution_joins_mends_what_was_copied_and_publishes_and_then_a_candidate_sees_it",
        ["POST desk/plans/new"] = "RoundPlanTests.A_copied_round_is_a_draft_that_nobody_outside_sees_until_it_is_looked_at_and_published",
        ["POST desk/plans/{round}/days"] = "RoundPlanTests.A_correction_shows_what_changes_and_whom_it_touches_and_needs_a_reason",
        ["POST desk/plans/{round}/sittings"] = "RoundPlanTests.A_copied_round_is_a_draft_that_nobody_outside_sees_until_it_is_looked_at_and_published",
        ["POST desk/plans/{round}/publish"] = "RoundPlanTests.A_copied_round_is_a_draft_that_nobody_outside_sees_until_it_is_looked_at_and_published",
        ["POST desk/plans/{round}/remove"] = "RoundPlanTests.A_draft_can_be_removed_and_what_is_published_cannot",
        ["POST desk/plans/{round}/close"] = "RoundPlanTests.A_round_is_closed_after_its_exam_and_then_nothing_of_it_changes",
        ["POST desk/identity/{id:guid}/approve"] = "IdentityDeskTests.Approval_makes_the_person_verified_and_says_so",
        ["POST desk/identity/{id:guid}/return"] = "IdentityDeskTests.Returning_needs_a_reason_and_the_person_corrects_and_sends_again",
    };

    [Fact]
    public async Task Every_route_of_staff_that_changes_something_has_its_line()
    {
        await using var portal = await PortalFactory.StartAsync();
        var routes = portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Where(e => e.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(a => StaffDoors.Contains(a.Policy)))
            .Select(e => "POST " + e.RoutePattern.RawText!.TrimStart('/')).Distinct();
        Assert.Equal(Actions.Keys.Concat(Exempt.Keys).Concat(HeldElsewhere.Keys).Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_tests_that_hold_the_others_are_there()
    {
        var methods = typeof(StaffActionsTests).Assembly.GetTypes().SelectMany(t => t.GetMethods().Select(m => $"{t.Name}.{m.Name}")).ToHashSet();
        Assert.Empty(HeldElsewhere.Values.Except(methods));
    }

    [Fact]
    public void The_auditor_reads_a_word_for_every_action_that_the_house_writes()
    {
        var written = Directory.EnumerateFiles(Repository.File("src", "RuanKao.Portal"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), @"Audit\((?:[^;""]|""[^""]*"")*?""([a-z-]+\.[a-z-]+)""").Select(m => m.Groups[1].Value)).Distinct();
        Assert.All(written, action => Assert.DoesNotContain(action, AuditWords.Of(action), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task It_lands_in_the_log_under_the_role_of_whoever_did_it(string route)
    {
        await using var portal = await PortalFactory.StartAsync();
        var (action, act) = Actions[route];
        var who = await act(portal);
        var entries = await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.Where(e => e.Action == action).ToListAsync());
        Assert.Contains(entries, e => e.UserId == who && e.Role is not (Role.Candidate or Role.System));
    }

    /// <summary>For the tests that hold the others.</summary>
    internal static async Task LandedAsync(PortalFactory portal, string action, Role role) => Assert.True(
        await portal.WithAsync(place => place.GetRequiredService<PortalContext>().AuditEntries.AnyAsync(e => e.Action == action && e.Role == role && e.UserId != null)), action);

    public static TheoryData<string> Routes => [.. Actions.Keys];

    private static async Task<Guid> DecideAsync(PortalFactory portal, string verb)
    {
        var (made, id) = (await TestData.SubmittedAsync(portal), await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        var reviewer = await portal.SignedInAsync(id);
        await DoneAsync(reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{made.Id}"), new Dictionary<string, string> { ["Form.Words"] = "照片不符" }, "/" + verb));
        return id;
    }

    private static async Task<Guid> ApproveChangeAsync(PortalFactory portal)
    {
        var (paid, id) = (await TestData.PaidAsync(portal), await TestData.StaffAsync(portal, Role.Reviewer, "53"));
        var candidate = await portal.SignedInAsync(paid.UserId);
        var form = await candidate.GetAsync(paid.At("change"));
        await candidate.SubmitAsync(form, Registrations.ChangePageTests.Typed(form, ("Form.School", "昆明理工大学"), ("then", "send")));
        var reviewer = await portal.SignedInAsync(id);
        await DoneAsync(reviewer.SubmitAsync(await reviewer.GetAsync($"/desk/review/{paid.Id}"), [], "/change/approve"));
        return id;
    }

    private static async Task<Guid> AddSiteAsync(PortalFactory portal)
    {
        await TestData.RegistrationOpenAsync(portal);
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        var office = await portal.SignedInAsync(id);
        await DoneAsync(office.SubmitAsync(await office.GetAsync("/desk/admission/sites/new?institution=53"), new Dictionary<string, string>
        {
            ["Form.RegionCode"] = "5301", ["Form.Name"] = "昆明示例学院", ["Form.Address"] = "示例路 1 号", ["Form.Directions"] = "走东门", ["Form.Rooms"] = "001 机房三楼 302 40",
        }));
        return id;
    }

    private static async Task<Guid> SeatAsync(PortalFactory portal)
    {
        var paid = await TestData.PaidAsync(portal);
        await TestData.SiteAsync(portal);
        var id = await TestData.StaffAsync(portal, Role.Office, "53");
        var office = await portal.SignedInAsync(id);
        await DoneAsync(office.SubmitAsync(await office.GetAsync($"/desk/admission/{paid.RoundCode}/53/seats"), []));
        return id;
    }

    private static async Task<Guid> AsAdministratorAsync(PortalFactory portal, string? path, string? action, Dictionary<string, string> values)
    {
        var id = await TestData.StaffAsync(portal, Role.InstitutionAdministrator, "53");
        var administrator = await portal.SignedInAsync(id);
        if (path is null)
        {
            var serving = await TestData.StaffAsync(portal, Role.Office, "53");
            path = "/desk/staff/" + await portal.WithAsync(place => place.GetRequiredService<PortalContext>().Set<Portal.Accounts.StaffAppointment>().Where(a => a.UserId == serving).Select(a => a.Id).SingleAsync());
        }
        await DoneAsync(administrator.SubmitAsync(await administrator.GetAsync(path), values, action));
        return id;
    }

    private static async Task<Guid> RevokeAsync(PortalFactory portal)
    {
        var id = await AsAdministratorAsync(portal, "/desk/staff/invite", null, new() { ["Form.Name"] = "王芳", ["Form.Address"] = "wang@yn.example", ["Form.Role"] = "Office" });
        var administrator = await portal.SignedInAsync(id);
        await DoneAsync(administrator.SubmitAsync(await administrator.GetAsync("/desk/staff?state=Invited"), [], "/revoke"));
        return id;
    }

    private static async Task<Guid> VerifyAsync(PortalFactory portal)
    {
        var id = await TestData.StaffAsync(portal, Role.Auditor);
        var auditor = await portal.SignedInAsync(id);
        await auditor.SubmitAsync(await auditor.GetAsync("/desk/audit"), [], "/verify");
        return id;
    }

    private static async Task<Guid> RenewAsync(PortalFactory portal)
    {
        var phone = await Phone.BoundAsync(portal);
        var owner = await portal.SignedInAsync(phone.UserId);
        await DoneAsync(owner.SubmitAsync(await owner.GetAsync("/account/two-factor"), new Dictionary<string, string> { ["Form.Code"] = phone.Code() }, "/codes"));
        return phone.UserId;
    }

    private static async Task<Guid> BindAsync(PortalFactory portal)
    {
        var phone = await Phone.BoundAsync(portal);
        var owner = await portal.SignedInAsync(phone.UserId);
        var token = (await owner.GetAsync("/account/two-factor")).ValueOf("__RequestVerificationToken")!;
        var enrol = await owner.PostAsync("/account/two-factor/phone", [new("__RequestVerificationToken", token), new("Form.Code", phone.Code())]);
        var secret = SecondFactorTests.SecretOn(enrol);
        var code = Portal.Accounts.Totp.CodeAt(secret, Portal.Accounts.Totp.StepAt(portal.Clock.UtcNow));
        await DoneAsync(owner.SubmitAsync(enrol, new Dictionary<string, string> { ["Form.Code"] = code }, "/phone/new"));
        return phone.UserId;
    }

    private static async Task DoneAsync(Task<Page> sent)
    {
        var page = await sent;
        Assert.True(page.Status == HttpStatusCode.Redirect, page.Text);
    }
}
