namespace Upgrades.Terraform.Resolution;

internal sealed class ResolvedText;
