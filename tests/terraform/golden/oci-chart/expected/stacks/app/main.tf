resource "helm_release" "app" {
  name    = "app"
  chart   = "oci://ghcr.io/example/charts/app"
  version = "1.3.0"
}
