using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Upgrades.Hosting.Web;

public static class OperatorEndpoints
{
    /// <summary>Routes below a prefix that only an operator with the token may use.</summary>
    public static RouteGroupBuilder MapOperatorGroup(this IEndpointRouteBuilder routes, string prefix)
    {
        var group = routes.MapGroup(prefix);
        group.AddEndpointFilter(async (context, next) =>
        {
            var expected = context.HttpContext.RequestServices.GetRequiredService<OperatorOptions>().Token;
            if (string.IsNullOrEmpty(expected))
            {
                return Results.Problem("UPGRADES__OPERATOR__TOKEN is not set, so nobody is an operator here.", statusCode: StatusCodes.Status403Forbidden);
            }

            return BearerSecret.Matches(BearerSecret.Of(context.HttpContext.Request), expected)
                ? await next(context)
                : Results.Problem("Send the operator's token: Authorization: Bearer ….", statusCode: StatusCodes.Status401Unauthorized);
        });
        return group;
    }
}
