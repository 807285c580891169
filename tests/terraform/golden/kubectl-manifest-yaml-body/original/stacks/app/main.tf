resource "kubectl_manifest" "app" {
  yaml_body = <<-YAML
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: app
      annotations:
        diun.image: ghcr.io/example/app:1.2.3
    spec:
      template:
        spec:
          containers:
            - image: ghcr.io/example/app:1.2.3
              name: app
  YAML
}
