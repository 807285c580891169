ingress: ${host}
  annotations:
    a: b
web:
- name: x
  image:
    repository: "ghcr.io/example/app"
    tag: 1.2.3 # 1.2.3
script: |
  image: ghcr.io/example/app:1.2.3
