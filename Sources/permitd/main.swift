print(PackageResources.cn_general_yaml.count)
