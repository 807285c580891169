image: ghcr.io/example/app:${image_tag}
