locals {
  tag  = "1.2.3"
  host = data.x.y.host
}

resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values = [<<EOT
ingress:
  host: ${local.host}
  annotations:
    ${indent(4, yamlencode(local.annotations))}
image:
  repository: ghcr.io/example/app
  tag: ${local.tag}
EOT
  ]
}
