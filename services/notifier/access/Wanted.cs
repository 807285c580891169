namespace Upgrades.Notifier.Access;

/// <summary>Does the client want a page or JSON? <c>?format=json</c> or <c>?format=html</c> decides, else the header Accept.</summary>
internal static class Wanted
{
    public static bool Json(HttpRequest request, bool unlessHtml) => request.Query["format"].ToString() switch
    {
        "json" => true,
        "html" => false,
        _ => unlessHtml ? !Accepts(request, "text/html") : Accepts(request, "application/json") && !Accepts(request, "text/html"),
    };

    private static bool Accepts(HttpRequest request, string type) => request.Headers.Accept.ToString().Contains(type, StringComparison.OrdinalIgnoreCase);
}
