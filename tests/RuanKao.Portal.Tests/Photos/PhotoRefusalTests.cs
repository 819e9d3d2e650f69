using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RuanKao.Portal.Audit;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Persistence;
using RuanKao.Portal.Photos;
using RuanKao.Portal.Tests.Support;
using RuanKao.Portal.Web;
using RuanKao.Sandbox.People;
using SkiaSharp;
using static RuanKao.Portal.Tests.Photos.PhotoVisits;

namespace RuanKao.Portal.Tests.Photos;

/// <summary>What the photo tool refuses, in words at the field.</summary>
public sealed class PhotoRefusalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Refusals() => new()
    {
        { "png", "照片须为 JPG 格式，您上传的是PNG 图片" },
        { "small", "照片尺寸 240×320 像素，需不小于 295×413 像素" },
        { "light", "须大于 30 KB" },
        { "bomb", "照片尺寸 30000×30000 像素，边长不能超过 8000 像素" },
        { "cut", "照片文件不完整或已损坏" },
        { "grey", "照片是黑白的" },
        { "blue", "背景偏蓝，不是白色" },
        { "empty", "空文件" },
    };

    [Theory]
    [InlineData("0", "0", "0", "1")]
    [InlineData("1.5", "0", "0.5", "0.5")]
    [InlineData("x", "0", "1", "1")]
    [InlineData("0", "0", "1", "")]
    [InlineData("NaN", "0", "1", "1")]
    [InlineData("0", "0", "1e300", "1")]
    public async Task A_frame_that_lies_nowhere_is_refused_in_words(string x, string y, string width, string height)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = (await CandidateAsync(portal)).Visitor;
        var page = await visitor.GetAsync("/photos");

        var answer = await visitor.PostAsync("/photos", [new("Form.SourceId", Guid.NewGuid().ToString()), new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")!),
            new("Form.CropX", x), new("Form.CropY", y), new("Form.CropWidth", width), new("Form.CropHeight", height)]);

        Assert.Equal("选定的范围不在照片内，请重新选择", answer.ErrorOf("Form.File")?.Replace("错误：", ""));
    }

    [Fact]
    public async Task An_account_has_so_many_runs_an_hour_also_when_they_come_at_once()
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, PhotoRules.AllowanceRuns + 5).Select(async _ =>
        {
            try
            {
                await portal.WithAsync(place => place.GetRequiredService<PhotoAllowances>().TakeAsync(user, portal.Clock.UtcNow, Ct));
                return true;
            }
            catch (RuleViolationException)
            {
                return false;
            }
        }));

        Assert.Equal(PhotoRules.AllowanceRuns, outcomes.Count(taken => taken));
        var refused = await UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Good);
        Assert.Contains("您在一小时内已处理照片 60 次，请在 2031-03-20 11:00（北京时间）以后再试", refused.ErrorOf("Form.File"));
        portal.Clock.UtcNow += PhotoRules.AllowancePeriod;
        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(visitor, refused, TestPhotos.Good)).Status);
    }

    [Fact]
    public async Task Without_a_file_or_a_consent_nothing_is_kept()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = (await CandidateAsync(portal)).Visitor;
        var page = await visitor.GetAsync("/photos");

        var noFile = await UploadAsync(visitor, page, null);
        var noConsent = await UploadAsync(visitor, page, TestPhotos.Good, consent: false);

        Assert.Equal("请选择照片文件", noFile.ErrorOf("Form.File"));
        Assert.Equal("true", noFile.Html.QuerySelector("input[name='Form.Consent'][checked]")?.GetAttribute("value"));
        Assert.Equal("请勾选同意后再上传照片", noConsent.ErrorOf("Form.Consent"));
        Assert.Equal(0, await portal.WithAsync(place => place.GetRequiredService<PortalContext>().CandidatePhotos.CountAsync(Ct)));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_photo_that_breaks_a_rule_is_refused_in_words_at_its_field(string fault, string words)
    {
        await using var portal = await PortalFactory.StartAsync();
        var (visitor, user) = await CandidateAsync(portal);
        var page = await visitor.GetAsync("/photos?returnUrl=%2Fme");

        var answer = await UploadAsync(visitor, page, Faulty(fault));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(words, answer.Html.QuerySelectorAll(".field-wrong .field-error").Select(error => error.TextContent).Single(text => text.Contains(words)));
        Assert.Contains(words, answer.Html.QuerySelector(".error-summary")!.TextContent);
        Assert.Contains("不符合", answer.Html.QuerySelector("table .status-wrong")!.TextContent);
        Assert.Equal("/me", answer.ValueOf("Form.ReturnUrl"));
        Assert.Null(await CurrentAsync(portal, user));
    }

    [Fact]
    public async Task An_upload_beyond_the_limit_is_answered_by_413()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = (await CandidateAsync(portal)).Visitor;
        var page = await visitor.GetAsync("/photos");

        var answer = await UploadAsync(visitor, page, TestPhotos.OfLength(TestPhotos.Good, 12 * 1024 * 1024));
        var allowed = await UploadAsync(visitor, page, TestPhotos.OfLength(TestPhotos.Good, PhotoRules.MaximumBytes + 1));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("不能超过 10 MB", allowed.ErrorOf("Form.File"));
    }

    [Theory]
    [InlineData("what a browser sends when it gives up")]
    [InlineData("")]
    public async Task A_mask_that_did_not_arrive_whole_is_told_and_the_photo_is_not_judged_without_it(string mask)
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = (await CandidateAsync(portal)).Visitor;
        var answer = await UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Good, mask: System.Text.Encoding.ASCII.GetBytes(mask));
        Assert.Contains("自动处理的结果没有完整送达", answer.ErrorOf("Form.File"));
        Assert.False(await portal.WithAsync(place => place.GetRequiredService<PortalContext>().PhotoDrafts.AnyAsync(Ct)));
    }

    [Fact]
    public async Task A_mask_has_a_size()
    {
        await using var portal = await PortalFactory.StartAsync();
        var visitor = (await CandidateAsync(portal)).Visitor;
        var answer = await UploadAsync(visitor, await visitor.GetAsync("/photos"), TestPhotos.Good, mask: new byte[PhotoRules.MaximumMaskBytes + 1]);
        Assert.Contains("自动处理的结果过大", answer.ErrorOf("Form.File"));
    }

    private static byte[] Faulty(string fault) => fault switch
    {
        "png" => TestPhotos.As(SKEncodedImageFormat.Png),
        "small" => TestPhotos.Sized(240, 320),
        "light" => TestPhotos.OfLength(TestPhotos.Sized(300, 420, quality: 80), 30 * 1024),
        "bomb" => TestPhotos.Claiming(30_000, 30_000),
        "cut" => TestPhotos.Good[..(TestPhotos.Good.Length / 2)],
        "grey" => TestPhotos.Grey(),
        "blue" => TestPhotos.Before(SKColors.CornflowerBlue),
        "empty" => [],
        _ => throw new ArgumentException(fault),
    };
}
