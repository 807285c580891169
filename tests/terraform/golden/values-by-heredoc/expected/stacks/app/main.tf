resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values = [<<-EOT
    # image: ghcr.io/example/app:1.2.3
    image:
      repository: ghcr.io/example/app
      tag: "1.3.0"   # pinned
    note: "1.2.3"
    EOT
  ]
}
