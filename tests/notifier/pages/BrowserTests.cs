using System.Text.Json;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>The pages in a real browser: on a telephone, by keyboard alone, in the dark, and with nothing of what strangers wrote coming alive.</summary>
[Trait("Length", "long")]
public sealed class BrowserTests : IAsyncLifetime
{
    private readonly TimelineEvents _shop = new();
    private TimelineHost _host = null!;
    private Chromium _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await TimelineHost.StartAsync();
        _browser = await Chromium.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task by_keyboard_alone_one_logs_in_searches_and_reads_a_dossier()
    {
        await _host.RecordAsync([.. new TimelineEvents("mail").Good, .. _shop.Undone]);
        await _browser.LookAsync(360, 740);
        await _browser.GoAsync(_host.Address);
        (await _browser.ReadAsync<string>("location.pathname")).ShouldBe("/login");

        await FocusAsync("token");
        await _browser.TypeAsync(TimelineHost.Token);
        await _browser.LoadAsync(() => _browser.PressAsync("Enter"));
        (await _browser.ReadAsync<string>("location.pathname + document.querySelector('h1').textContent")).ShouldStartWith("/");

        await FocusAsync("q");
        await _browser.TypeAsync("no cart crashing 1.1.0");
        await _browser.LoadAsync(() => _browser.PressAsync("Enter"));
        (await _browser.ReadAsync<int>("document.querySelectorAll('#history tbody tr').length")).ShouldBe(0);
        await _browser.GoAsync(new Uri(_host.Address, "/?q=crashing"));

        await TabToAsync($"document.activeElement.getAttribute('href') === '/upgrades/{_shop.Id}'");
        await _browser.LoadAsync(() => _browser.PressAsync("Enter"));
        (await _browser.ReadAsync<string>("document.querySelector('h1').textContent")).ShouldBe("shop");
        (await _browser.ReadAsync<string>("document.querySelector('.todo').textContent")).ShouldContain("the old version runs");

        await TabToAsync("document.activeElement.textContent === 'Log out'");
        await _browser.LoadAsync(() => _browser.PressAsync("Enter"));
        (await _browser.ReadAsync<string>("location.pathname")).ShouldBe("/login");
        await _browser.GoAsync(new Uri(_host.Address, $"/upgrades/{_shop.Id}"));
        (await _browser.ReadAsync<string>("location.pathname")).ShouldBe("/login");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_first_stop_is_the_way_past_the_head_and_every_stop_is_seen()
    {
        await _host.RecordAsync(_shop.Undone);
        await LogInAsync();
        await _browser.LookAsync(1200, 900);

        foreach (var path in (string[])["/", $"/upgrades/{_shop.Id}"])
        {
            await _browser.GoAsync(new Uri(_host.Address, path));
            var stops = await _browser.ReadAsync<int>("document.querySelectorAll('a[href],button,input:not([hidden]),select,summary,[tabindex=\"0\"]').length");
            var seen = new List<string>();
            for (var i = 0; i < Math.Min(stops, 12); i++)
            {
                await _browser.PressAsync("Tab");
                seen.Add(await _browser.ReadAsync<string>("document.activeElement.textContent.trim().slice(0, 30)"));
                (await _browser.ReadAsync<bool>(
                    "(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e); return r.width > 0 && r.right > 0 && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()"))
                    .ShouldBeTrue($"{path}: {seen[^1]}");
            }

            seen[0].ShouldBe("To the content");
        }
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1200)]
    public async Task nothing_is_wider_than_the_screen_whatever_strangers_write(int width)
    {
        var longest = new string('w', 3000);
        await _host.RecordAsync(HostileEvents.With("<script>document.title='mine'</script>" + longest));
        await _host.RecordAsync(new TimelineEvents(longest).Undone);
        await _host.RecordAsync(new TimelineEvents("wiki", longest).Planned, new TimelineEvents("notes", longest).Started);
        await LogInAsync();

        foreach (var dark in (bool[])[false, true])
        {
            await _browser.LookAsync(width, 740, dark);
            foreach (var path in (string[])["/?outcome=everything", $"/upgrades/{HostileEvents.Id}"])
            {
                await _browser.GoAsync(new Uri(_host.Address, path));
                (await _browser.ReadAsync<int>("document.documentElement.scrollWidth")).ShouldBe(width, path);
                // Nothing but what scrolls by itself reaches beyond the edge.
                (await _browser.ReadAsync<string[]>(
                    "[...document.querySelectorAll('main *')].filter(e => !e.closest('pre, .scroll, .search label, thead') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"))
                    .ShouldBeEmpty(path);
                (await _browser.ReadAsync<string>("document.title")).ShouldNotBe("mine");
            }
        }

        _browser.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_page_can_be_heard_and_read(bool dark)
    {
        await _host.RecordAsync([.. HostileEvents.With("text"), .. _shop.Undone, .. new TimelineEvents("mail").Good, new TimelineEvents("wiki").Planned]);
        await LogInAsync();
        await _browser.LookAsync(1200, 900, dark);

        foreach (var path in (string[])["/", $"/upgrades/{_shop.Id}", $"/upgrades/{HostileEvents.Id}", "/login"])
        {
            await _browser.GoAsync(new Uri(_host.Address, path));
            var levels = await _browser.ReadAsync<int[]>("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])");
            levels.Count(l => l == 1).ShouldBe(1, path);
            levels[0].ShouldBe(1, path);
            levels.Zip(levels.Skip(1)).ShouldAllBe(p => p.Second <= p.First + 1, path);
            (await _browser.ReadAsync<int>("document.querySelectorAll('th:not([scope]), input:not([type=hidden]):not([hidden]):not([id]), time:not([datetime])').length")).ShouldBe(0, path);
            (await _browser.ReadAsync<int>("[...document.querySelectorAll('input[id],select')].filter(i => !document.querySelector(`label[for=${i.id}]`)).length")).ShouldBe(0, path);
            (await _browser.ReadAsync<int>("document.querySelectorAll('script, [style], [onclick]').length")).ShouldBe(0, path);
            (await _browser.ReadAsync<string[]>(Contrast)).ShouldBeEmpty(path);
        }

        _browser.Complaints.ShouldBeEmpty();
    }

    /// <summary>Texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3).</summary>
    private const string Contrast =
        """
        (() => {
          const colour = c => (c.match(/[\d.]+/g) || []).map(Number);
          const behind = e => { for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
          const light = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const low = new Set();
          for (const e of document.querySelectorAll('body *')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
            const [a, b] = [light(colour(getComputedStyle(e).color)), light(behind(e))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) low.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 20)}`);
          }
          return [...low];
        })()
        """;

    [Fact]
    public async Task a_page_that_breaks_the_policy_would_be_noticed()
    {
        // Or the empty lists above would show nothing.
        await LogInAsync();
        await _browser.GoAsync(_host.Address);

        await _browser.ReadAsync<string>("(() => { const i = document.createElement('img'); i.src = 'https://127.0.0.1:1/x.png'; document.body.append(i); const s = document.createElement('script'); s.text = 'document.title=1'; document.body.append(s); return document.title; })()");

        await Eventually.TrueAsync(() => Task.FromResult(_browser.Complaints.Count >= 2), "the browser complains");
        string.Join('\n', _browser.Complaints).ShouldContain("Content Security Policy");
    }

    private async Task LogInAsync()
    {
        await _browser.GoAsync(_host.Address);
        await FocusAsync("token");
        await _browser.TypeAsync(TimelineHost.Token);
        await _browser.LoadAsync(() => _browser.PressAsync("Enter"));
    }

    private Task FocusAsync(string id) => TabToAsync($"document.activeElement.id === {JsonSerializer.Serialize(id)}");

    private async Task TabToAsync(string reached)
    {
        for (var i = 0; i < 60 && !await _browser.ReadAsync<bool>(reached); i++)
        {
            await _browser.PressAsync("Tab");
        }

        (await _browser.ReadAsync<bool>(reached)).ShouldBeTrue($"the tabulator does not reach: {reached}");
    }
}
