using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using Upgrades.Notifier.Access;

namespace Upgrades.Tests.Notifier.Pages;

public sealed class TimelineAccessTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task a_browser_is_sent_to_the_login_and_back_and_a_program_is_told()
    {
        await using var host = await TimelineHost.StartAsync();
        var shop = new TimelineEvents();
        await host.RecordAsync(shop.Good);

        (await host.GetAsync($"/upgrades/{shop.Id}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.GetAsync("/", ("Accept", "application/json"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.GetAsync("/events")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var sent = await host.GetAsync($"/upgrades/{shop.Id}", TimelineHost.Html);
        (sent.StatusCode, sent.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.SeeOther, $"/login?to=%2Fupgrades%2F{shop.Id}"));
        (await (await host.GetAsync(sent.Headers.Location.ToString())).Content.ReadAsStringAsync()).ShouldContain($"name=\"to\" value=\"/upgrades/{shop.Id}\"");

        var entered = await host.LogInAsync(TimelineHost.Token, $"/upgrades/{shop.Id}");
        (entered.StatusCode, entered.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.SeeOther, $"/upgrades/{shop.Id}"));
        var cookie = entered.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain("secure");
        cookie.ShouldNotContain(TimelineHost.Token);

        var page = await host.GetAsync($"/upgrades/{shop.Id}", TimelineHost.Html, ("Cookie", cookie.Split(';')[0]));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("Upgraded, and found good");

        var left = await host.PostAsync("/logout", new Dictionary<string, string>(), ("Cookie", cookie.Split(';')[0]));
        left.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        left.Headers.GetValues("Set-Cookie").Single().ShouldContain("expires=Thu, 01 Jan 1970");
    }

    [Fact]
    public async Task behind_tls_the_cookie_is_for_tls_alone()
    {
        await using var host = await TimelineHost.StartAsync();

        (await host.LogInAsync(TimelineHost.Token, "/", ("X-Forwarded-Proto", "https"))).Headers.GetValues("Set-Cookie").Single().ShouldContain("secure");
    }

    [Fact]
    public async Task a_page_lets_nothing_run_and_nothing_in()
    {
        await using var host = await TimelineHost.StartAsync();

        foreach (var answer in (HttpResponseMessage[])[await host.GetAsync("/", TimelineHost.Bearer), await host.GetAsync("/login"), await host.GetAsync("/", TimelineHost.Html)])
        {
            answer.Headers.GetValues("Content-Security-Policy").Single()
                .ShouldBe("default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }

        var page = await (await host.GetAsync("/", TimelineHost.Bearer)).Content.ReadAsStringAsync();
        var style = await host.GetAsync(System.Text.RegularExpressions.Regex.Match(page, "href=\"(/style.css\\?[0-9a-f]{12})\"").Groups[1].Value);
        style.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
        style.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromDays(365));
    }

    [Fact]
    public async Task programs_get_what_they_got_before_and_the_overview_too()
    {
        await using var host = await TimelineHost.StartAsync();
        var shop = new TimelineEvents();
        await host.RecordAsync(shop.Good);

        foreach (var path in (string[])[$"/upgrades/{shop.Id}", "/events?limit=100"])
        {
            var events = JsonSerializer.Deserialize<JsonElement>(await (await host.GetAsync(path, TimelineHost.Bearer)).Content.ReadAsStringAsync());
            events.EnumerateArray().Select(e => e.GetProperty("event").GetString()).ShouldBe(shop.Good.Select(e => e.GetType().Name));
        }

        (await host.GetAsync("/upgrades", TimelineHost.Bearer)).Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var overview = JsonSerializer.Deserialize<JsonElement>(await (await host.GetAsync("/?format=json", TimelineHost.Bearer)).Content.ReadAsStringAsync());
        overview.GetProperty("history")[0].GetProperty("outcome").GetString().ShouldBe("succeeded");
        (await host.GetAsync($"/upgrades/{Guid.NewGuid()}", TimelineHost.Bearer)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.GetAsync($"/upgrades/{Guid.NewGuid()}", TimelineHost.Bearer, TimelineHost.Html)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.GetAsync("/upgrades", TimelineHost.Bearer, TimelineHost.Html)).Headers.Location!.ToString().ShouldBe("/");
        (await host.GetAsync("/?before=x&refresh=x&outcome=x&q=%00", TimelineHost.Bearer)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task wrong_tokens_are_counted_and_then_not_even_the_right_one_is_tried()
    {
        await using var host = await TimelineHost.StartAsync(("Timeline:LoginsPerMinute", "3"));

        for (var i = 0; i < 3; i++)
        {
            var wrong = await host.LogInAsync($"wrong {i}");
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            wrong.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }

        var locked = await host.LogInAsync(TimelineHost.Token);
        locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        locked.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        (await host.GetAsync("/", TimelineHost.Bearer)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_form_of_another_site_changes_nothing()
    {
        await using var host = await TimelineHost.StartAsync();

        (await host.LogInAsync(TimelineHost.Token, "/", ("Sec-Fetch-Site", "cross-site"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.PostAsync("/logout", new Dictionary<string, string>(), ("Sec-Fetch-Site", "cross-site"))).Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task a_proxy_that_is_named_is_believed_and_nobody_else()
    {
        await using var behind = await TimelineHost.StartAsync(("Timeline:UserHeader", "X-Forwarded-User"), ("Timeline:Proxies:0", "127.0.0.0/8"), ("Operator:Token", ""));
        await using var elsewhere = await TimelineHost.StartAsync(("Timeline:UserHeader", "X-Forwarded-User"), ("Timeline:Proxies:0", "10.0.0.1"));
        await using var off = await TimelineHost.StartAsync();
        var forged = ("X-Forwarded-User", "ann <script>");

        (await (await behind.GetAsync("/", forged)).Content.ReadAsStringAsync()).ShouldContain("ann &lt;script&gt;");
        (await behind.GetAsync("/events")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await behind.LogInAsync("")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var refused = await elsewhere.GetAsync("/events", forged);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("UPGRADES__TIMELINE__PROXIES only, and this came from 127.0.0.1");
        (await elsewhere.GetAsync("/", forged, TimelineHost.Html)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await off.GetAsync("/events", forged)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task without_a_token_nobody_is_an_operator()
    {
        await using var host = await TimelineHost.StartAsync(("Operator:Token", ""));

        (await host.GetAsync("/", ("Authorization", "Bearer "))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.GetAsync("/events", ("Cookie", $"{SessionCookie.Name}={SessionCookie.Make("", DateTimeOffset.MaxValue)}"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public void a_session_ends_and_cannot_be_made_longer_or_with_another_token()
    {
        var cookie = SessionCookie.Make("token", Now.AddHours(1));
        var later = Now.AddHours(9).ToUnixTimeSeconds();

        SessionCookie.IsGood(cookie, "token", Now).ShouldBeTrue();
        SessionCookie.IsGood(cookie, "token", Now.AddHours(1)).ShouldBeFalse();
        SessionCookie.IsGood(cookie, "another", Now).ShouldBeFalse();
        SessionCookie.IsGood(cookie, "", Now).ShouldBeFalse();
        SessionCookie.IsGood($"{later}.{cookie.Split('.')[1]}", "token", Now).ShouldBeFalse();
        foreach (var wrong in (string?[])[null, "", ".", "x", "1.2.3", "token", cookie[..^1], "-1." + cookie.Split('.')[1]])
        {
            SessionCookie.IsGood(wrong, "token", Now).ShouldBeFalse(wrong);
        }
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/?q=a", "/?q=a")]
    [InlineData("/upgrades/b7c4d1e0-1f3a-8d22-a1b2-9e8d7c6b5a40", "/upgrades/b7c4d1e0-1f3a-8d22-a1b2-9e8d7c6b5a40")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/upgrades/../../evil", "/")]
    [InlineData("/?a\r\nSet-Cookie: x=y", "/")]
    [InlineData(null, "/")]
    public void a_login_goes_on_to_these_pages_only(string? to, string goesTo) => LoginPage.GoOn(to).ShouldBe(goesTo);

    [Fact]
    public void after_a_minute_another_try_is_free()
    {
        var limit = new LoginLimit(new TimelineOptions { LoginsPerMinute = 2 });
        limit.Wrong("a", Now);
        limit.Wrong("a", Now);

        limit.Wait("a", Now.AddSeconds(20)).ShouldBe(TimeSpan.FromSeconds(40));
        limit.Wait("b", Now.AddSeconds(20)).ShouldBeNull();
        limit.Wait("a", Now.AddSeconds(60)).ShouldBeNull();
    }

    [Fact]
    public void a_thousand_senders_are_one()
    {
        var limit = new LoginLimit(new TimelineOptions());
        for (var i = 0; i < 1000; i++)
        {
            limit.Wrong($"sender {i}", Now);
        }

        limit.Wait("another", Now).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("X-Forwarded-User", "", "Proxies")]
    [InlineData("X-Forwarded-User", "10.0.0.0/33", "Proxies")]
    [InlineData("X-Forwarded-User", "everybody", "Proxies")]
    [InlineData("Authorization", "10.0.0.0/8", "UserHeader")]
    [InlineData("not a header", "10.0.0.0/8", "UserHeader")]
    [InlineData("X-Forwarded-User", "10.0.0.0/8", null)]
    [InlineData("X-Forwarded-User", "fd00::/8", null)]
    [InlineData("X-Forwarded-User", "10.0.0.1", null)]
    public void a_proxy_is_named_wholly_or_not_at_all(string header, string proxy, string? wrong)
    {
        var options = new TimelineOptions { UserHeader = header, Proxies = proxy.Length == 0 ? [] : [proxy] };

        options.Validate(new ValidationContext(options)).SelectMany(r => r.MemberNames).FirstOrDefault().ShouldBe(wrong);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("fd00::1", false)]
    public void an_address_is_a_proxy_when_its_network_is_named(string address, bool isProxy) =>
        new TimelineOptions { Proxies = ["10.0.0.0/8"] }.IsProxy(IPAddress.Parse(address)).ShouldBe(isProxy);
}
