resource "helm_release" "app" {
  name    = "app"
  chart   = "oci://ghcr.io/example/charts/app"
  version = "1.2.3"
}
